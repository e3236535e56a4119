/** The fields of the first form of a page, as a browser would send them untouched. */
export function readForm(html: string): URLSearchParams {
  const form = new URLSearchParams();
  const inForm = /<form[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  const field = /<textarea ([^>]*)>\n?([\s\S]*?)<\/textarea>|<input ([^>]*)>/g;
  for (const [, area, text = '', input = ''] of inForm.matchAll(field)) {
    const attributes = area ?? input;
    const name = decode(/name="([^"]*)"/.exec(attributes)?.[1] ?? '');
    if (name === '') continue;
    if (area !== undefined) form.append(name, decode(text).replaceAll('\n', '\r\n'));
    else if (!/type="checkbox"/.test(input) || / checked/.test(input)) {
      form.append(name, decode(/value="([^"]*)"/.exec(input)?.[1] ?? ''));
    }
  }
  return form;
}

/** Sends a form as the browser that shows its page would. Resolves to the page that follows. */
export async function sendPage(url: string, form: URLSearchParams): Promise<string> {
  const { origin } = new URL(url);
  const response = await fetch(url, { method: 'POST', body: form, headers: { origin }, redirect: 'follow' });
  const page = await response.text();
  if (!response.ok) throw new Error(`the form was refused with ${response.status}: ${page.slice(0, 500)}`);
  return page;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Text out of HTML. */
export function decode(html: string): string {
  return html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');
}
