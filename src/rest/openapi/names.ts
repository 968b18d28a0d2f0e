// How OpenAPI documents call custom resources, groups and operations.

/** Custom resources are called by their group, reversed: `com.example.v1.Widget`. */
export function customDefinitionName(group: string, version: string, kind: string): string {
  return [...group.split('.').reverse(), version, kind].join('.')
}

/** `rbac.authorization.k8s.io` is `rbacAuthorization`, the legacy group `core`. */
export function tagOf(group: string): string {
  if (group === '') return 'core'
  const [first = '', ...rest] = group.replace(/\.k8s\.io$/, '').split('.')
  return first + rest.map(upperFirst).join('')
}

export const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** `AppsV1`: the middle of the ids of operations. */
export const idOf = (group: string, version: string): string =>
  upperFirst(tagOf(group)) + upperFirst(version)
