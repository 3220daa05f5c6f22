import type { APIMessage } from 'discord-api-types/v10';

import { MessageStore } from './message-store';
import type { StoredMessage } from './state';

const said = (id: string, pinned = false): StoredMessage => {
  const message: Partial<APIMessage> = { id, channel_id: '1', pinned };
  return JSON.parse(JSON.stringify({ message, readerId: null, reactions: [] }));
};

const idsOf = (list: readonly StoredMessage[]) => list.map(({ message }) => message.id);

describe('the messages of a channel', () => {
  it('are pinned and taken down', () => {
    const [first, second, third] = [said('1', true), said('2'), said('3')];
    const store = new MessageStore([first, second]);
    store.add(third);
    store.setPinned(third, true);
    expect(idsOf(store.pinnedIn('1'))).toEqual(['1', '3']);
    store.setPinned(first, false);
    expect(idsOf(store.pinnedIn('1'))).toEqual(['3']);
    store.remove(third);
    expect(idsOf(store.pinnedIn('1'))).toEqual([]);
    expect(idsOf(store.of('1'))).toEqual(['1', '2']);
  });

  it('are forgotten when they are old, with their pins', () => {
    const store = new MessageStore([said('1', true)]);
    for (let id = 2; id <= 301; id += 1) store.add(said(String(id)));
    expect(store.of('1')).toHaveLength(300);
    expect(store.pinnedIn('1')).toEqual([]);
    expect(store.find('1')).toBeUndefined();
  });
});
