const PREFIX = 'system:serviceaccount:'

export interface AccountName {
  readonly namespace: string
  readonly name: string
}

/** The account that a user name stands for, if it does. */
export function accountOf(user: string): AccountName | undefined {
  if (!user.startsWith(PREFIX)) return undefined
  const [namespace = '', name = '', ...more] = user.slice(PREFIX.length).split(':')
  return namespace === '' || name === '' || more.length > 0 ? undefined : { namespace, name }
}

export const userOfAccount = ({ namespace, name }: AccountName): string =>
  `${PREFIX}${namespace}:${name}`

/** The groups of an account, in the order of the real server. */
export const groupsOfAccount = ({ namespace }: AccountName): string[] => [
  'system:serviceaccounts',
  `system:serviceaccounts:${namespace}`,
]
