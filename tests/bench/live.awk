# Prints what bench-live measured: name, sockets, kB a socket, p50, p99 and the longest in
# microseconds since the answer to the publishing, p99 since its question; tabs between.
BEGIN { FS = "\t"; most = 18 }
{
    split($1, word, " ")
    kilobytes[word[1]] = $3
    p99[word[1]] = $5
    printf "%s: %d sockets, %.1f kB each; a notice reached them in p50 %.0f, p99 %.0f, at most %.0f ms after the answer (p99 %.0f after the question)\n", word[1], $2, $3, $4 / 1000, $5 / 1000, $6 / 1000, $7 / 1000
}
function wanted(what, met, reached) { printf "%-8s %s: %s\n", (met ? "met" : "NOT MET"), what, reached }
END {
    # Issue 4, "Speed".
    if (kilobytes["node"]) most = kilobytes["node"]
    wanted(sprintf("an open socket costs at most graphql-ws's %.1f kB, with 12 as the aim", most), kilobytes["krt"] && kilobytes["krt"] <= most, sprintf("%.1f kB", kilobytes["krt"]))
    wanted("publish to socket under 150 ms, p99", p99["krt"] && p99["krt"] < 150000, sprintf("%.0f ms", p99["krt"] / 1000))
}
