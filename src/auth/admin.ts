import type { UserInfo } from '../meta/kind.ts'

/** Who asks on a loopback address without credentials. */
export const ADMIN: UserInfo = {
  name: 'kubernetes-admin',
  uid: 'uid-admin',
  groups: ['system:masters', 'system:authenticated'],
}

/** Who asks without credentials where strangers are told apart. */
export const ANONYMOUS: UserInfo = {
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
}
