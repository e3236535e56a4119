import { appMethods } from './apps.ts';
import { bookmarkMethods } from './bookmarks.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { historyMethods } from './history.ts';
import { itemMethods } from './items.ts';
import type { Method } from './method.ts';
import { peopleMethods } from './people.ts';
import { viewMethods } from './views.ts';

/** Every Web API method the sandbox knows. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    ...appMethods,
    ...peopleMethods,
    ...chatMethods,
    ...conversationMethods,
    ...historyMethods,
    ...viewMethods,
    ...itemMethods,
    ...bookmarkMethods,
    ...fileMethods,
  }),
);
