import { quotas } from '@cube/platform/limit-policies';

/** How many WebSockets and subscriptions there may be of one address or person, in this process. */
export class SocketQuota {
  /** Of each address: sockets that have not said who they are. */
  private readonly unknown = new Map<string, number>();
  /** Of each person: subscriptions on each of their sockets. */
  private readonly sockets = new Map<string, Map<string, number>>();
  private readonly most: Readonly<Record<keyof typeof quotas, number>>;

  constructor(changed: Readonly<Record<string, number>>) {
    this.most = { ...quotas, ...changed };
  }

  isFull(address: string): boolean {
    return (this.unknown.get(address) ?? 0) >= this.most['unknown-sockets'];
  }

  /** Counts a socket that has still to say who it is, until it leaves: because it has, or is gone. */
  enter(address: string): void {
    this.unknown.set(address, (this.unknown.get(address) ?? 0) + 1);
  }

  leave(address: string): void {
    const left = (this.unknown.get(address) ?? 1) - 1;
    if (left > 0) this.unknown.set(address, left);
    else this.unknown.delete(address);
  }

  /** False when this person has too many sockets already. */
  open(who: string, socketId: string): boolean {
    const theirs = this.sockets.get(who) ?? new Map<string, number>();
    if (theirs.size >= this.most.sockets) return false;
    this.sockets.set(who, theirs.set(socketId, 0));
    return true;
  }

  /** Notes how many subscriptions a socket has by now; false when all of this person's together are too many. */
  subscribe(who: string, socketId: string, subscriptions: number): boolean {
    const theirs = this.sockets.get(who);
    theirs?.set(socketId, subscriptions);
    const total = [...(theirs?.values() ?? [])].reduce((sum, each) => sum + each, 0);
    return total <= this.most.subscriptions;
  }

  close(who: string, socketId: string): void {
    const theirs = this.sockets.get(who);
    theirs?.delete(socketId);
    if (theirs?.size === 0) this.sockets.delete(who);
  }
}
