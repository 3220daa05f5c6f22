import { registerEnumType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How strangers become accounts. */
export enum SignUpPolicy {
  OPEN = 'OPEN',
  INVITATION = 'INVITATION',
  WAITING_LIST = 'WAITING_LIST',
}
registerEnumType(SignUpPolicy, {
  name: 'SignUpPolicy',
  description: 'How strangers become accounts. Whoever comes first owns the installation, whatever it says.',
  valuesMap: {
    OPEN: { description: 'Whoever has a verified e-mail or signs in with Discord comes in as a MEMBER.' },
    INVITATION: { description: 'Only who was invited can register.' },
    WAITING_LIST: { description: 'Strangers put themselves on a list, from which they are invited.' },
  },
});

/** What was chosen for the whole installation: one row. */
@Entity('installation')
export class InstallationSettings {
  @PrimaryColumn('boolean', { default: true })
  one: boolean;

  @Column('text', { default: SignUpPolicy.WAITING_LIST })
  signUpPolicy: SignUpPolicy;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt: Date;
}
