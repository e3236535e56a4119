/** How many messages of others came since this person last looked, by channel; the place that is open counts as seen. */
export function unreadOf(channels, { user, place }) {
  const key = `seen ${user}`;
  const seen = JSON.parse(localStorage.getItem(key) ?? '{}');
  const counts = {};
  for (const { id, messages } of channels) {
    const last = messages.at(-1)?.ts ?? '0';
    if (id === place) seen[id] = last;
    const news = messages.filter(
      ({ ts, user: author, thread_ts }) => ts > (seen[id] ?? '0') && author !== user && (thread_ts ?? ts) === ts,
    );
    if (news.length > 0) counts[id] = news.length;
  }
  localStorage.setItem(key, JSON.stringify(seen));
  return counts;
}
