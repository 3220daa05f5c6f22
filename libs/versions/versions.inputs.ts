import { ArgsType, Field, ID } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, IsString, MaxLength } from 'class-validator';

/** More than anything that has versions has fields. */
const mostFields = 100;
const longestPath = 500;

@ArgsType()
export class RestoreVersionArgs {
  @Field(() => ID)
  id: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Paths as differences name them, with all that is below them; every field if left out.',
  })
  @IsOptional()
  @ArrayMaxSize(mostFields, { message: `At most ${mostFields} fields: leave them out to restore all.` })
  @IsString({ each: true })
  @MaxLength(longestPath, { each: true })
  fields?: string[] | null;
}
