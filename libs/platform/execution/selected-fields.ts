import {
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

/** Thrown where a document cannot be planned, or where it is left to graphql-js to say what is odd about it. */
export class NotPlanned extends Error {}

export interface AskedField {
  /** The name under which it stands in the answer. */
  readonly key: string;
  readonly name: string;
  /** A field may be named more than once; what is asked of it is joined. */
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
}

export interface Vocabulary {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** What selections ask of an object of a type, whatever the variables: throws `NotPlanned` where one decides. */
export function askedFields(
  vocabulary: Vocabulary,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): readonly AskedField[] {
  const found = new Map<string, [FieldNode, ...FieldNode[]]>();
  const seen = new Set<string>();
  const collect = ({ selections }: SelectionSetNode) => {
    for (const selection of selections) {
      if (!isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        // Assigned to an object it would be no key.
        if (key === '__proto__') throw new NotPlanned();
        const known = found.get(key);
        if (known) known.push(selection);
        else found.set(key, [selection]);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (seen.has(selection.name.value)) continue;
        seen.add(selection.name.value);
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : vocabulary.fragments[selection.name.value];
      if (fragment && appliesTo(vocabulary, type, fragment)) collect(fragment.selectionSet);
    }
  };
  selectionSets.forEach(collect);
  return [...found].map(([key, nodes]) => ({ key, name: nodes[0].name.value, nodes }));
}

/** Throws where a variable decides: none is given here. */
function isIncluded(node: SelectionNode): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, node);
  const include = getDirectiveValues(GraphQLIncludeDirective, node);
  return skip?.['if'] !== true && include?.['if'] !== false;
}

function appliesTo(
  { schema }: Vocabulary,
  type: GraphQLObjectType,
  { typeCondition }: Pick<FragmentDefinitionNode, 'typeCondition'> | { typeCondition?: undefined },
): boolean {
  if (!typeCondition) return true;
  const wanted = typeFromAST(schema, typeCondition);
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}
