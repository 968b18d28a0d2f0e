import type { UserInfo } from '../meta/kind.ts'

/** Who asks on a loopback address without credentials. */
export const ADMIN: UserInfo = {
  name: 'kubernetes-admin',
  groups: ['system:masters', 'system:authenticated'],
}
