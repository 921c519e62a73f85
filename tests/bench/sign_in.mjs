// Signs in the bench's patrollers, or the people whose numbers come after FIRST, and prints one token
// a line: the access token, or another FIELD of the answer.
// node sign_in.mjs URL COUNT PASSWORD [FIELD [FIRST]]
const [, , url, count, password, field = "accessToken", first = "5000"] = process.argv;
for (let number = 1; number <= Number(count); number += 1) {
  const phone = `+6011660${String(Number(first) + number).padStart(5, "0")}`;
  const answer = await fetch(`${url}/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ phone, password }),
  });
  if (!answer.ok) throw new Error(`${phone}: ${answer.status} ${await answer.text()}`);
  console.log((await answer.json())[field]);
}
