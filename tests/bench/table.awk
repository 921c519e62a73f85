# Prints the table of the bench from its results: name, requests a second, p50 and p99 in
# microseconds and failures, with tabs between. A name is a party and a work.
BEGIN {
    FS = "\t"
    known["pgbench"]; known["postgraphile"]
    count = split("page by_id check_in check_in_64 check_in_rest check_in_50 feed cached", works, " ")
    title["page"] = "page of 20"
    title["by_id"] = "product by id"
    title["check_in"] = "1 check-in"
    title["check_in_64"] = "1, 64 clients"
    title["check_in_rest"] = "1 by REST, 64"
    title["check_in_50"] = "50 check-ins"
    title["feed"] = "feed of 20"
    title["cached"] = "page, cached"
    # Issue 6, "Speed".
    least["page", "pgbench"] = 0.8
    least["page", "postgraphile"] = 7
    least["by_id", "pgbench"] = 0.35
    least["by_id", "postgraphile"] = 4.5
    least["cached", "bare"] = 0.65
    # Issue 4, "Speed".
    least["feed", "pgbench"] = 0.5
    # Issue 5, "Speed": pgbench writes the rows of a full check-in. The issue names a number of clients
    # only for the p99, 64: the ratios are judged at 32 and at 64.
    least["check_in", "pgbench"] = least["check_in_64", "pgbench"] = 1.2
    least["check_in", "postgraphile"] = least["check_in_64", "postgraphile"] = 4
    least["check_in_50", "pgbench"] = 0.85
}
{ split($1, word, " "); rate[word[1], word[2]] = $2; p50[word[1], word[2]] = $3; p99[word[1], word[2]] = $4; bad += $5 > 0 }
function cell(party, work) { return (party, work) in rate ? sprintf("%d", rate[party, work]) : "-" }
function ratio(party, work) {
    return rate[party, work] != 0 ? sprintf("%.2f", rate["krt", work] / rate[party, work]) : "-"
}
function judge(party, work,    reached) {
    if (!((work, party) in least) || rate[party, work] == 0) return
    reached = rate["krt", work] / rate[party, work]
    printf "%-8s %s: %.2f x %s, wanted %.2f\n", (reached >= least[work, party] ? "met" : "NOT MET"), title[work], reached, party, least[work, party]
}
function wanted(what, met, reached) { printf "%-8s %s: %s\n", (met ? "met" : "NOT MET"), what, reached }
END {
    # REST is held against the same figures: the others have no second way.
    for (party in known) if ((party, "check_in_64") in rate) {
        rate[party, "check_in_rest"] = rate[party, "check_in_64"]
        p99[party, "check_in_rest"] = p99[party, "check_in_64"]
    }
    printf "%-14s %8s %8s %13s %8s %8s %11s  %12s %17s %9s\n", "requests/s", "krt", "pgbench", "PostGraphile", "bare", "p99 ms", "pgbench's", "krt/pgbench", "krt/PostGraphile", "krt/bare"
    for (number = 1; number <= count; number++) {
        work = works[number]
        printf "%-14s %8s %8s %13s %8s %8.1f %11.1f  %12s %17s %9s\n", title[work], cell("krt", work), cell("pgbench", work),
            cell("postgraphile", work), cell("bare", work), p99["krt", work] / 1000, p99["pgbench", work] / 1000,
            ratio("pgbench", work), ratio("postgraphile", work), ratio("bare", work)
    }
    print ""
    for (number = 1; number <= count; number++) {
        judge("pgbench", works[number])
        judge("postgraphile", works[number])
        judge("bare", works[number])
    }
    # Issue 3, "Speed".
    if (rate["out", "signed_in"]) wanted("a page signed out takes at most 1.2 times as many requests", rate["out", "signed_in"] / rate["krt", "signed_in"] <= 1.2, sprintf("%.2f", rate["out", "signed_in"] / rate["krt", "signed_in"]))
    if (rate["hash", "sign_in"]) {
        wanted("sign-ins: at least 0.9 of argon2 alone", rate["krt", "sign_in"] / rate["hash", "sign_in"] >= 0.9, sprintf("%.1f of %.1f a second, %.2f", rate["krt", "sign_in"], rate["hash", "sign_in"], rate["krt", "sign_in"] / rate["hash", "sign_in"]))
        wanted("a page's p99 beside sign-ins under 3 times its quiet value", rate["beside", "sign_in"] > 0 && p99["busy", "sign_in"] < 3 * p99["quiet", "sign_in"], sprintf("%.1f ms, quiet %.1f ms, %.2f; %d sign-ins a second", p99["busy", "sign_in"] / 1000, p99["quiet", "sign_in"] / 1000, p99["busy", "sign_in"] / p99["quiet", "sign_in"], rate["beside", "sign_in"]))
    }
    if (rate["redis", "refresh"]) {
        least_refresh = rate["redis", "refresh"] / 2 < 3000 ? rate["redis", "refresh"] / 2 : 3000
        wanted(sprintf("refreshes: at least %d a second", least_refresh), rate["krt", "refresh"] >= least_refresh, sprintf("%d a second; a bare round trip to Redis %d", rate["krt", "refresh"], rate["redis", "refresh"]))
    }
    # Issue 4, "Speed".
    if (rate["krt", "feed"]) wanted("a feed of 20 by 32 clients: p99 under 25 ms", p99["krt", "feed"] > 0 && p99["krt", "feed"] < 25000, sprintf("%.1f ms, %d a second", p99["krt", "feed"] / 1000, rate["krt", "feed"]))
    if (rate["push", "outbox"]) {
        wanted("pushes: at least 5000 a second", rate["push", "outbox"] >= 5000, sprintf("%d a second", rate["push", "outbox"]))
        # On a machine that the database, the push service and the clients share with it.
        wanted("a page's p99 beside pushes under 50 ms", p99["busy", "outbox"] < 50000, sprintf("%.1f ms, quiet %.1f ms; %d pages a second, quiet %d", p99["busy", "outbox"] / 1000, p99["quiet", "outbox"] / 1000, rate["busy", "outbox"], rate["quiet", "outbox"]))
        wanted("publishing to a million people answers in under 300 ms", p99["publish", "outbox"] > 0 && p99["publish", "outbox"] < 300000, sprintf("%.1f ms", p99["publish", "outbox"] / 1000))
    }
    # Issue 5, "Speed".
    if (rate["krt", "check_in_64"]) wanted("1 check-in by 64 clients: p99 under 30 ms", p99["krt", "check_in_64"] > 0 && p99["krt", "check_in_64"] < 30000 && p99["krt", "check_in_rest"] > 0 && p99["krt", "check_in_rest"] < 30000, sprintf("%.1f ms, by REST %.1f ms", p99["krt", "check_in_64"] / 1000, p99["krt", "check_in_rest"] / 1000))
    if (rate["krt", "positions"]) wanted("positions: at least 20000 a second", rate["krt", "positions"] >= 20000, sprintf("%d a second, p99 of a request with twelve %.1f ms", rate["krt", "positions"], p99["krt", "positions"] / 1000))
    if (rate["krt", "positions"] && rate["krt", "positions_100m"]) wanted("positions beside those that stand: at least 0.9 of the empty table's figure", rate["krt", "positions_100m"] / rate["krt", "positions"] >= 0.9, sprintf("%d a second, %.2f, p99 %.1f ms", rate["krt", "positions_100m"], rate["krt", "positions_100m"] / rate["krt", "positions"], p99["krt", "positions_100m"] / 1000))
    if (rate["krt", "sos"]) wanted("a call for help on 50 sockets while check-ins come in: p99 under 100 ms", rate["beside", "sos"] > 0 && p99["krt", "sos"] < 100000, sprintf("%.1f ms, %d check-ins a second", p99["krt", "sos"] / 1000, rate["beside", "sos"]))
    # Issue 5, "What must work": within a second.
    if (rate["push", "sos"]) wanted("its push within a second of the answer while check-ins come in: p99", rate["beside", "sos"] > 0 && p99["push", "sos"] < 1000000, sprintf("%.1f ms, p50 %.1f ms", p99["push", "sos"] / 1000, p50["push", "sos"] / 1000))
    # Issue 6, "Speed".
    if (rate["krt", "cached"] && rate["postgraphile", "page"]) wanted("a cached page: at least 80 x PostGraphile", rate["krt", "cached"] / rate["postgraphile", "page"] >= 80, sprintf("%.0f x", rate["krt", "cached"] / rate["postgraphile", "page"]))
    if (rate["krt", "search"]) wanted("a mistyped search with facets by 16 clients: p99 under 40 ms", p99["krt", "search"] > 0 && p99["krt", "search"] < 40000, sprintf("%.1f ms, p50 %.1f ms, %d a second", p99["krt", "search"] / 1000, p50["krt", "search"] / 1000, rate["krt", "search"]))
    if (rate["wire", "page"]) wanted("a page of 20 on the wire under 8 KB", rate["wire", "page"] < 8192, sprintf("%d bytes", rate["wire", "page"]))
    if (bad) print bad " loads had failures: their figures mean nothing"
}
