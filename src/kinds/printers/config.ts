// What pods are given: configuration, secrets, accounts, and limits.
import type {
  ConfigMap,
  ResourceQuota,
  Secret,
  ServiceAccount,
} from '../../schema/generated/core-v1.ts'
import { age, ageOf, name, nameOf, printer, text } from './columns.ts'
import { doc } from './descriptions.ts'

const count = (map: object | undefined): number => Object.keys(map ?? {}).length

export const configMapPrinter = printer<ConfigMap>(
  [name, text('Data', doc.ConfigMap.data), age],
  (configMap, context) => [
    nameOf(configMap),
    count(configMap.data) + count(configMap.binaryData),
    ageOf(configMap, context),
  ],
)

export const secretPrinter = printer<Secret>(
  [name, text('Type', doc.Secret.type), text('Data', doc.Secret.data), age],
  (secret, context) => [
    nameOf(secret),
    secret.type ?? '',
    count(secret.data),
    ageOf(secret, context),
  ],
)

export const serviceAccountPrinter = printer<ServiceAccount>([name, age], (account, context) => [
  nameOf(account),
  ageOf(account, context),
])

export const resourceQuotaPrinter = printer<ResourceQuota>(
  [
    name,
    text(
      'Request',
      'Request represents a minimum amount of cpu/memory that a container may consume.',
    ),
    text(
      'Limit',
      'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.',
    ),
    age,
  ],
  (quota, context) => {
    const used = quota.status?.used ?? {}
    const isLimit = (resource: string): boolean => resource.startsWith('limits.')
    const entries = Object.entries(quota.status?.hard ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
    const told = (of: (resource: string) => boolean): string =>
      entries
        .filter(([resource]) => of(resource))
        .map(([resource, hard]) => `${resource}: ${used[resource] ?? '0'}/${hard}`)
        .join(', ')
    return [
      nameOf(quota),
      told(resource => !isLimit(resource)),
      told(isLimit),
      ageOf(quota, context),
    ]
  },
)
