import { h } from './tree.js';

const formats = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
  time_secs: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
};

/** Is it today, yesterday or tomorrow where the reader is? Null otherwise. */
export function nearDay(date, now = new Date()) {
  const midnight = (value) => new Date(value.getFullYear(), value.getMonth(), value.getDate()).getTime();
  const days = Math.round((midnight(date) - midnight(now)) / 86_400_000);
  return { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' }[days] ?? null;
}

export function showTime(date) {
  return date.toLocaleTimeString([], formats.time);
}

/** `Today`, `Yesterday` or `Monday, 2 November`. */
export function showDay(date) {
  const near = nearDay(date);
  if (near) return near[0].toUpperCase() + near.slice(1);
  return date.toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' });
}

function ago(date, now = new Date()) {
  const minutes = Math.round((date.getTime() - now.getTime()) / 60_000);
  const relative = new Intl.RelativeTimeFormat([], { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  if (Math.abs(minutes) < 1440) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(Math.round(minutes / 1440), 'day');
}

/**
 * A date in the zone of the reader; https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 *
 * @param target - `!date^seconds^format^link`, of which the link is left out here.
 */
export function renderDate(target, fallback) {
  const [, seconds, format = '{date_short_pretty} {time}'] = target.split('^');
  const date = new Date(Number(seconds) * 1000);
  if (seconds === '' || Number.isNaN(date.getTime())) return fallback ?? '';
  const text = format.replaceAll(/\{([a-z_]+)\}/g, (whole, token) => {
    if (token === 'ago') return ago(date);
    const plain = token.replace(/_pretty$/, '');
    if (!formats[plain]) return whole;
    const near = token.endsWith('_pretty') ? nearDay(date) : null;
    if (near) return near;
    return plain.startsWith('time')
      ? date.toLocaleTimeString([], formats[plain])
      : date.toLocaleDateString([], formats[plain]);
  });
  const whole = date.toLocaleString([], { dateStyle: 'full', timeStyle: 'long' });
  return h('time', { datetime: date.toISOString(), title: whole }, text[0].toUpperCase() + text.slice(1));
}
