import { Actions } from './actions';
import { broadcast } from './broadcast';
import { CommandRegistry } from './command-registry';
import { Directory } from './directory';
import { Faults } from './faults';
import { Files } from './files';
import type { GatewayOptions } from './gateway';
import { Gateway } from './gateway';
import { InteractionAnswers } from './interaction-answers';
import type { InteractionOptions } from './interactions';
import { Interactions } from './interactions';
import { Messages } from './messages';
import { OAuth } from './oauth';
import type { RateLimit } from './rate-limits';
import { RateLimits } from './rate-limits';
import { RequestLog } from './request-log';
import type { World } from './world';

export interface EngineOptions extends GatewayOptions, InteractionOptions {
  rateLimit: RateLimit;
  /** Where the simulator is reached, known once it listens. */
  origin: () => string;
}

/** The simulated Discord without its doors: what REST, gateway, OAuth, control API and pages all stand on. */
export class Engine {
  readonly gateway: Gateway;
  readonly files: Files;
  readonly messages: Messages;
  readonly commands: CommandRegistry;
  readonly interactions: Interactions;
  readonly answers: InteractionAnswers;
  readonly directory: Directory;
  readonly actions: Actions;
  readonly oauth: OAuth;
  readonly faults = new Faults();
  readonly requests = new RequestLog();
  readonly rateLimits: RateLimits;

  constructor(
    readonly world: World,
    options: EngineOptions,
  ) {
    this.gateway = new Gateway(world, options);
    this.files = new Files(options.origin);
    this.messages = new Messages(world, this.files);
    this.commands = new CommandRegistry(world);
    this.interactions = new Interactions(world, this.gateway, options);
    this.answers = new InteractionAnswers(world, this.messages, this.interactions);
    this.directory = new Directory(world);
    this.actions = new Actions(
      world,
      this.directory,
      this.commands,
      this.interactions,
      this.messages,
      this.files,
    );
    this.oauth = new OAuth(world);
    this.rateLimits = new RateLimits(options.rateLimit);
    broadcast(world, this.gateway);
  }
}
