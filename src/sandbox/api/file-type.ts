/** What Slack says about a file by its name: https://docs.slack.dev/reference/objects/file-object#types */
export interface FileType {
  filetype: string;
  mimetype: string;
}

const types: Readonly<Record<string, FileType>> = {
  csv: { filetype: 'csv', mimetype: 'text/csv' },
  html: { filetype: 'html', mimetype: 'text/html' },
  json: { filetype: 'json', mimetype: 'application/json' },
  jsonl: { filetype: 'jsonl', mimetype: 'application/octet-stream' },
  md: { filetype: 'markdown', mimetype: 'text/markdown' },
  png: { filetype: 'png', mimetype: 'image/png' },
  txt: { filetype: 'text', mimetype: 'text/plain' },
};

export function fileTypeOf(name: string): FileType {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return types[ending] ?? { filetype: 'binary', mimetype: 'application/octet-stream' };
}
