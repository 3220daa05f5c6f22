import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that a bot’s commands remember, for the bot or for one guild. */
@Entity('bot_variable')
export class Variable {
  @PrimaryColumn('uuid')
  botId: string;

  /** 0 for what belongs to the bot itself. */
  @PrimaryColumn('bigint')
  guildId: string;

  @PrimaryColumn('text')
  name: string;

  @Column('text')
  value: string;
}
