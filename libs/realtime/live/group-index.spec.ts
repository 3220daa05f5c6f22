import { parse } from 'graphql';

import type { EventKind, LoggedEvent, NewEvent } from '../event-log/events';
import { Follow } from './follow';
import { GroupIndex } from './group-index';
import { LiveGroup } from './live-group';

const groupOf = (kinds: readonly EventKind[], topics: readonly string[] | null) =>
  new LiveGroup(
    '',
    new Follow({ kinds, topics }, () => null, 'everybody'),
    { schema: Object(null), document: parse('subscription { any }'), viewer: Object(null) },
    (result) => result,
    () => undefined,
  );
const eventOf = (topic: string | null): LoggedEvent => ({
  ...measured,
  topic,
  id: '0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee',
  seq: 1,
  level: 'INFO',
});
const measured: NewEvent<'bot.measured'> = {
  kind: 'bot.measured',
  topic: null,
  subject: null,
  data: { botId: 'a', latency: 1 },
};

describe('the index of groups', () => {
  const index = new GroupIndex();
  const all = groupOf(['bot.changed', 'bot.measured'], null);
  const a = groupOf(['bot.measured', 'bot.measured'], ['a', 'a', 'b']);
  const empty = groupOf(['bot.measured'], ['']);
  const other = groupOf(['bot.changed'], ['a']);
  const following = (topic: string | null) => [...index.following(eventOf(topic))];
  beforeAll(() => [all, a, empty, other].forEach((each) => index.add(each)));

  it.each([
    ['a', [all, a]],
    ['b', [all, a]],
    ['c', [all]],
    [null, [all]],
  ])('gives those of topic %j and those of all, each once', (topic, groups) => {
    expect(following(topic)).toEqual(groups);
  });

  it('takes an empty topic for a topic, and not for all', () => {
    expect(following('')).toEqual([all, empty]);
    expect(following('a')).not.toContain(empty);
  });

  it('forgets whoever has gone', () => {
    index.delete(all);
    index.delete(a);
    expect(following('a')).toEqual([]);
  });
});
