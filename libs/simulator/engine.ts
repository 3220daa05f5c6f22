import { Applications } from './applications';
import { CommandRegistry } from './commands/command-registry';
import { Actions } from './control/actions';
import { Directory } from './control/directory';
import { broadcast } from './gateway/broadcast';
import type { GatewayOptions } from './gateway/gateway';
import { Gateway } from './gateway/gateway';
import { Channels } from './guilds/channels';
import { Guilds } from './guilds/guilds';
import { Members } from './guilds/members';
import { Roles } from './guilds/roles';
import { Threads } from './guilds/threads';
import { InteractionAnswers } from './interactions/interaction-answers';
import type { InteractionOptions } from './interactions/interactions';
import { Interactions } from './interactions/interactions';
import { Messages } from './messages/messages';
import { Reactions } from './messages/reactions';
import { OAuth } from './oauth/oauth';
import { Faults } from './rest/faults';
import type { RateLimit } from './rest/rate-limits';
import { RateLimits } from './rest/rate-limits';
import { RequestLog } from './rest/request-log';
import { WireLog } from './wire/wire-log';
import type { FileFolder } from './world/file-folder';
import { Files } from './world/files';
import type { World } from './world/world';

export interface EngineOptions extends GatewayOptions, InteractionOptions {
  rateLimit: RateLimit;
  /** Where the files of messages survive a restart. */
  folder: FileFolder | null;
  /** Where the simulator is reached, known once it listens. */
  origin: () => string;
}

/** The simulated Discord without its doors: what REST, gateway, OAuth, control API and pages all stand on. */
export class Engine {
  readonly gateway: Gateway;
  readonly files: Files;
  readonly messages: Messages;
  readonly reactions: Reactions;
  readonly guilds: Guilds;
  readonly applications: Applications;
  readonly members: Members;
  readonly roles: Roles;
  readonly channels: Channels;
  readonly threads: Threads;
  readonly commands: CommandRegistry;
  readonly interactions: Interactions;
  readonly answers: InteractionAnswers;
  readonly directory: Directory;
  readonly actions: Actions;
  readonly oauth: OAuth;
  readonly faults = new Faults();
  readonly requests = new RequestLog();
  /** Every path of the REST API, with names for its ids: what a wrong method is told from a wrong path by. */
  readonly restPaths = new Set<string>();
  readonly wire = new WireLog();
  readonly rateLimits: RateLimits;

  constructor(
    readonly world: World,
    options: EngineOptions,
  ) {
    this.gateway = new Gateway(world, options, this.wire);
    this.files = new Files(world, options.origin, options.folder);
    this.messages = new Messages(world, this.files);
    this.commands = new CommandRegistry(world);
    this.interactions = new Interactions(world, this.gateway, options);
    this.answers = new InteractionAnswers(world, this.messages, this.interactions);
    this.directory = new Directory(world);
    this.members = new Members(world);
    this.guilds = new Guilds(world, this.members);
    this.applications = new Applications(world, this.guilds);
    this.roles = new Roles(world);
    this.channels = new Channels(world);
    this.threads = new Threads(world);
    this.reactions = new Reactions(world);
    this.actions = new Actions(
      world,
      this.directory,
      this.commands,
      this.interactions,
      this.messages,
      this.files,
    );
    this.oauth = new OAuth(world);
    this.rateLimits = new RateLimits(options.rateLimit, world.clock);
    broadcast(world, this.gateway);
  }
}
