import type { ClusterOptions } from '../cluster.ts'

/** What GraphQL allows, as it is said on the command line. */
export type GraphqlFlags = NonNullable<ClusterOptions['graphql']>

type Limit = keyof NonNullable<GraphqlFlags['limits']>

/** The flags, and the limits that they set. */
const LIMITS = {
  'graphql-depth': 'depthMax',
  'graphql-fields': 'fieldsMax',
  'graphql-aliases': 'aliasesMax',
  'graphql-answer-fields': 'answerFieldsMax',
  'graphql-subscriptions': 'subscriptionsMax',
} as const satisfies Readonly<Record<string, Limit>>

type LimitFlag = keyof typeof LIMITS

export const LIMIT_FLAGS = Object.keys(LIMITS) as LimitFlag[]

/** Limits that nobody named stay as they are. */
export function graphqlFlags(
  given: (flag: LimitFlag) => number | undefined,
  introspection: boolean,
): GraphqlFlags {
  const limits = LIMIT_FLAGS.flatMap(flag => {
    const value = given(flag)
    return value === undefined ? [] : [[LIMITS[flag], value] as const]
  })
  return { introspection, limits: Object.fromEntries(limits) }
}
