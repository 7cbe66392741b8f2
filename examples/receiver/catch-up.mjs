/**
 * Reads the feed from the place up to which everything was taken, and takes what is missing. What came as a webhook meanwhile is known
 * by its id. Answers how many were missing.
 */
export async function catchUp(journal, { url, token, types }) {
  let missing = 0;
  for (let more = true; more;) {
    const query = new URLSearchParams({ after: String(journal.place), limit: "1000" });
    if (types) query.set("types", types);
    const answer = await fetch(`${url}/v1/events?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!answer.ok) throw new Error(`the feed answers ${answer.status}`);
    const { events, next, lastSeq } = await answer.json();
    for (const event of events) if (journal.take(event) !== "known") missing += 1;
    journal.place = next;
    more = next < lastSeq;
  }
  return missing;
}
