import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

import { Icon, type IconName } from '../ui/icon';

interface ChannelRow {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly position: number;
  readonly parentId: string | null;
}

const isCategory = ({ type }: ChannelRow): boolean => /category/i.test(type);
const inOrder = (left: ChannelRow, right: ChannelRow): number => left.position - right.position;

/** Channels as Discord orders them: those without a category first, then each category with its own. */
@Component({
  selector: 'cube-channel-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `@for (group of groups(); track group.id) {
    <div class="group">
      @if (group.name) {
        <span class="category" data-testid="channel" [attr.data-name]="group.name">{{ group.name }}</span>
      }
      @for (channel of group.channels; track channel.id) {
        <span class="chip" data-testid="channel" [attr.data-name]="channel.name" [title]="channel.id">
          <cube-icon [name]="iconOf(channel)" />{{ channel.name }}
        </span>
      }
    </div>
  }`,
  styles: `
    :host {
      display: block;
    }
    .group {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 6px;
      margin-top: 6px;
      --icon-size: 12px;
    }
    .category {
      margin-inline-end: 4px;
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-label-small);
      letter-spacing: 0.04em;
      text-transform: uppercase;
    }
  `,
})
export class ChannelList {
  readonly channels = input.required<readonly ChannelRow[]>();

  protected readonly groups = computed(() => {
    const all = [...this.channels()].sort(inOrder);
    const categories = all.filter(isCategory);
    const known = new Set(categories.map(({ id }) => id));
    const loose = all.filter(
      (channel) => !isCategory(channel) && !(channel.parentId && known.has(channel.parentId)),
    );
    return [
      { id: '', name: '', channels: loose },
      ...categories.map(({ id, name }) => ({
        id,
        name,
        channels: all.filter(({ parentId }) => parentId === id),
      })),
    ].filter(({ name, channels }) => name !== '' || channels.length > 0);
  });

  protected iconOf({ type }: ChannelRow): IconName {
    return /voice|stage/i.test(type) ? 'voice' : 'channel';
  }
}
