import type { EventKind, LoggedEvent } from '../event-log/events';
import type { LiveGroup } from './live-group';

/** In the place of a topic: those that follow all of a kind. */
const all = null;

/**
 * The groups by what they follow, so that an event costs those that want it and not everybody: 1,000 people who each follow
 * another bot are asked by none of the others' events.
 */
export class GroupIndex {
  private readonly groups = new Map<EventKind, Map<string | null, Set<LiveGroup>>>();

  add(group: LiveGroup): void {
    for (const [kind, topic] of placesOf(group)) {
      const ofKind = this.groups.get(kind) ?? new Map<string | null, Set<LiveGroup>>();
      this.groups.set(kind, ofKind);
      ofKind.set(topic, (ofKind.get(topic) ?? new Set()).add(group));
    }
  }

  delete(group: LiveGroup): void {
    for (const [kind, topic] of placesOf(group)) {
      const ofKind = this.groups.get(kind);
      const ofTopic = ofKind?.get(topic);
      ofTopic?.delete(group);
      if (ofTopic?.size === 0) ofKind?.delete(topic);
    }
  }

  /** True when some group follows all events of this kind. */
  isFollowed(kind: EventKind): boolean {
    return this.groups.get(kind)?.has(all) ?? false;
  }

  /** Every group that follows this event, each once. */
  *following({ kind, topic }: LoggedEvent): Iterable<LiveGroup> {
    const ofKind = this.groups.get(kind);
    yield* ofKind?.get(all) ?? [];
    if (topic !== null) yield* ofKind?.get(topic) ?? [];
  }
}

function placesOf({ follow: { selection } }: LiveGroup): (readonly [EventKind, string | null])[] {
  const topics = selection.topics ? [...new Set(selection.topics)] : [all];
  return [...new Set(selection.kinds)].flatMap((kind) => topics.map((topic) => [kind, topic] as const));
}
