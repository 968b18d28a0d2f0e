import type { UserInfo } from '../../meta/kind.ts'

const PREFIX = 'system:node:'

/** The name of the node that a user is; perhaps empty; undefined when the user is no node. */
export function nodeOf({ name, groups }: Pick<UserInfo, 'name' | 'groups'>): string | undefined {
  return name.startsWith(PREFIX) && groups.includes('system:nodes')
    ? name.slice(PREFIX.length)
    : undefined
}
