/** What only the page shows to one person: an app that did not respond. */
export interface Notice {
  id: string;
  user: string;
  channel: string | null;
  text: string;
}

/** The notices that nobody dismissed yet; the latest fifty are kept. */
export interface Notices {
  add(notice: Notice): void;
  dismiss(user: string, id: string): void;
  of(user: string): Notice[];
}

export function createNotices(): Notices {
  let notices: Notice[] = [];
  return {
    add(notice) {
      notices = [...notices, notice].slice(-50);
    },
    dismiss(user, id) {
      notices = notices.filter((notice) => notice.user !== user || notice.id !== id);
    },
    of: (user) => notices.filter((notice) => notice.user === user),
  };
}
