import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import type { Context } from '@cube/discord-rules/commands/command-shape';
import type { AudienceData, CustomShape, ThrottleData } from '@cube/discord-rules/commands/custom-command';
import { permissionBits, type PermissionName } from '@cube/discord-rules/permissions';

import { without } from '../command-steps/step-form';
import { Icon } from '../ui/icon';
import { CommandPeople } from './command-people';
import { CommandStock, type Place } from './command-stock';
import { EditedList } from './edited-list';
import { NumberField } from './fields/number-field';
import { PeopleField } from './fields/people-field';
import { type Pick, PickField } from './fields/pick-field';
import { PicksField } from './fields/picks-field';
import { ThingsField } from './fields/things-field';
import { WordsField } from './fields/words-field';
import { OpenDraft } from './open-draft';

interface AudienceList {
  readonly key: keyof AudienceData;
  readonly label: string;
  /** Where it is chosen from; none while that is not known. */
  readonly places: readonly Place[];
}

type Who = 'everybody' | 'some' | 'administrators';

/** Who may use the command, where, and how often. */
@Component({
  selector: 'cube-access-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Icon,
    MatButton,
    MatCheckbox,
    MatIconButton,
    NumberField,
    PeopleField,
    PickField,
    PicksField,
    ThingsField,
    WordsField,
  ],
  templateUrl: './access-form.html',
  styleUrl: './access-form.scss',
})
export class AccessForm {
  protected readonly draft = inject(OpenDraft);
  private readonly stock = inject(CommandStock);
  protected readonly people = inject(CommandPeople);

  protected readonly isText = computed(() => this.draft.now().type === 'PREFIX');
  protected readonly shape = computed(() => this.draft.now().shape);
  protected readonly audience = computed(() => this.draft.now().audience);
  protected readonly isNarrow = computed(() =>
    Object.values(this.audience()).some((ids: readonly string[] | undefined) => (ids ?? []).length > 0),
  );
  protected readonly who = computed((): Who => {
    const bits = this.shape().defaultMemberPermissions ?? null;
    if (bits === null) return 'everybody';
    return bits === '0' ? 'administrators' : 'some';
  });
  protected readonly permissions = computed(() => {
    const bits = this.shape().defaultMemberPermissions ?? '0';
    return /^\d+$/.test(bits) ? namesOf(BigInt(bits)) : [];
  });
  protected readonly users: readonly Pick<Who>[] = [
    { value: 'everybody', word: 'Everybody' },
    { value: 'some', word: 'Members with permissions' },
    { value: 'administrators', word: 'Administrators only' },
  ];
  protected readonly rights = permissionPicks;
  protected readonly places: readonly Pick<Context>[] = [
    { value: 'GUILD', word: 'Servers' },
    { value: 'BOT_DM', word: 'Direct messages with the bot' },
    { value: 'PRIVATE_CHANNEL', word: 'Other direct messages' },
  ];
  protected readonly counted: readonly Pick<ThrottleData['per']>[] = [
    { value: 'user', word: 'Each person' },
    { value: 'channel', word: 'Each channel' },
    { value: 'guild', word: 'Each server' },
    { value: 'command', word: 'Everybody together' },
  ];
  /** Roles and channels are chosen where their servers are known; otherwise their ids are written. */
  protected readonly lists = computed((): readonly AudienceList[] => {
    const [roles, channels] = [this.stock.roles(), this.stock.channels()];
    return [
      { key: 'roles', label: 'Only these roles', places: roles },
      { key: 'notRoles', label: 'Never these roles', places: roles },
      { key: 'channels', label: 'Only in these channels', places: channels },
      { key: 'notChannels', label: 'Never in these channels', places: channels },
    ];
  });
  protected readonly persons = [
    { key: 'members', label: 'Only these people' },
    { key: 'notMembers', label: 'Never these people' },
  ] as const;
  protected readonly servers = computed((): readonly Pick<string>[] =>
    this.people.guilds().map(({ id, name }) => ({ value: id, word: name })),
  );
  protected readonly throttles = new EditedList<ThrottleData>(
    () => this.draft.now().throttles,
    (throttles) => this.draft.change({ throttles }),
  );

  protected setShape(part: Partial<CustomShape>): void {
    this.draft.change({ shape: { ...this.shape(), ...part } });
  }

  protected setWho(who: Who): void {
    const manageServer = String(bitOf('MANAGE_GUILD'));
    const bits = { everybody: null, some: manageServer, administrators: '0' } as const;
    this.setShape({ defaultMemberPermissions: bits[who] });
  }

  protected setPermissions(names: readonly PermissionName[]): void {
    const sum = names.reduce((bits, name) => bits | bitOf(name), unnamed(this.shape()));
    this.setShape({ defaultMemberPermissions: String(sum) });
  }

  protected setAudience(key: keyof AudienceData, ids: readonly string[]): void {
    const audience = { ...this.audience(), [key]: ids.length > 0 ? ids : undefined };
    this.draft.change({ audience: without(audience) });
  }

  protected setThrottle(index: number, part: Partial<ThrottleData>): void {
    const throttle = this.draft.now().throttles[index];
    if (throttle) this.throttles.replace(index, { ...throttle, ...part });
  }
}

const names = Object.keys(permissionBits) as readonly PermissionName[];
const permissionPicks: readonly Pick<PermissionName>[] = names.map((value) => ({
  value,
  word: permissionBits[value].word,
}));
const bitOf = (name: PermissionName): bigint => 1n << BigInt(permissionBits[name].bit);
const namesOf = (bits: bigint): readonly PermissionName[] =>
  names.filter((name) => (bits & bitOf(name)) !== 0n);

/** Permissions that are set and for which we have no word stay set. */
function unnamed({ defaultMemberPermissions }: CustomShape): bigint {
  const bits = /^\d+$/.test(defaultMemberPermissions ?? '') ? BigInt(defaultMemberPermissions ?? 0) : 0n;
  return names.reduce((rest, name) => rest & ~bitOf(name), bits);
}
