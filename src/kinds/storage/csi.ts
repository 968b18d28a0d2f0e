// The rules of CSIDrivers, CSINodes and CSIStorageCapacities.
import { type Cause, duplicate, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import { validateLabelSelector } from '../../meta/labels.ts'
import { byteLength, dnsSubdomainErrors, qualifiedNameErrors } from '../../meta/names.ts'
import { NOT_NEGATIVE, validateImmutable } from '../../meta/object-meta.ts'
import { isNegative } from '../../meta/quantity.ts'
import type {
  CSIDriver,
  CSIDriverSpec,
  CSINode,
  CSINodeDriver,
  CSIStorageCapacity,
} from '../../schema/generated/storage-v1.ts'
import { goStruct } from '../go-struct.ts'
import { metaAgain } from '../meta-again.ts'
import { checkDriver } from '../pod-template/volume-sources.ts'
import { betterFor } from '../pod-template/warnings-placement.ts'
import { changed, filled, without } from '../same.ts'

const MODES = ['Persistent', 'Ephemeral']
const FS_GROUP = ['File', 'None', 'ReadWriteOnceWithFSType']
const TOKEN_SECONDS_MIN = 600
const TOKEN_SECONDS_MAX = 2 ** 32
const PERIOD_SECONDS_MIN = 10
const NODE_ID_MAX = 256

/** Fields whose change counts as another generation; a new driver has none. */
const MUTABLE = ['tokenRequests', 'requiresRepublish', 'seLinuxMount'] as const

export const csiDriverRules: Rules<CSIDriver> = {
  defaults: driver => ({ ...driver, spec: defaultSpec(driver.spec ?? {}) }),
  validate,
  validateUpdate: (next, old) => [
    ...validate(next),
    ...validateImmutable(
      next.spec?.attachRequired,
      old.spec?.attachRequired,
      'spec.attachedRequired',
    ),
    ...validateImmutable(
      next.spec?.volumeLifecycleModes,
      old.spec?.volumeLifecycleModes,
      'spec.volumeLifecycleModes',
    ),
  ],
  prepareForCreate: withoutGated,
  prepareForUpdate: (next, old) => counted(withoutGated(next), old),
  warningsOnCreate: driver => tokenWarnings(driver),
  warningsOnUpdate: driver => tokenWarnings(driver),
}

function counted(next: CSIDriver, old: CSIDriver): CSIDriver {
  if (MUTABLE.every(name => sameJson(next.spec?.[name], old.spec?.[name]))) return next
  const generation = (old.metadata.generation ?? 0) + 1
  return { ...next, metadata: { ...next.metadata, generation } }
}

/** A field that is behind a gate that is off. */
function withoutGated(driver: CSIDriver): CSIDriver {
  return changed(driver, 'spec', without(driver.spec ?? {}, 'preventPodSchedulingIfMissing'))
}

function defaultSpec(spec: CSIDriverSpec): CSIDriverSpec {
  const modes =
    (spec.volumeLifecycleModes ?? []).length > 0 ? {} : { volumeLifecycleModes: ['Persistent'] }
  return filled(
    { ...spec, ...modes },
    {
      attachRequired: true,
      podInfoOnMount: false,
      storageCapacity: false,
      fsGroupPolicy: 'ReadWriteOnceWithFSType',
      requiresRepublish: false,
      seLinuxMount: false,
    },
  )
}

function validate({ spec = {} }: CSIDriver): Cause[] {
  const causes: Cause[] = []
  const { fsGroupPolicy, tokenRequests = [], volumeLifecycleModes = [] } = spec
  if (fsGroupPolicy !== undefined && !FS_GROUP.includes(fsGroupPolicy))
    causes.push(notSupported('spec.fsGroupPolicy', fsGroupPolicy, FS_GROUP))
  const audiences = new Set<string>()
  for (const [index, { audience, expirationSeconds }] of tokenRequests.entries()) {
    const path = `spec.tokenRequests[${index}]`
    if (audiences.has(audience)) {
      causes.push(duplicate(`${path}.audience`, audience))
      continue
    }
    audiences.add(audience)
    if (expirationSeconds === undefined) continue
    const at = `${path}.expirationSeconds`
    if (expirationSeconds < TOKEN_SECONDS_MIN)
      causes.push(invalid(at, expirationSeconds, 'may not specify a duration less than 10 minutes'))
    if (expirationSeconds > TOKEN_SECONDS_MAX)
      causes.push(
        invalid(at, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'),
      )
  }
  for (const mode of volumeLifecycleModes)
    if (!MODES.includes(mode)) causes.push(notSupported('spec.volumeLifecycleModes', mode, MODES))
  const period = spec.nodeAllocatableUpdatePeriodSeconds
  if (period !== undefined && period < PERIOD_SECONDS_MIN)
    causes.push(
      invalid(
        'spec.nodeAllocatableUpdatePeriodSeconds',
        period,
        `must be greater than or equal to ${PERIOD_SECONDS_MIN} seconds`,
      ),
    )
  const inSecrets = spec.serviceAccountTokenInSecrets
  if (inSecrets !== undefined && tokenRequests.length === 0) {
    const told = 'serviceAccountTokenInSecrets is set but no tokenRequests are specified'
    causes.push(invalid('spec.serviceAccountTokenInSecrets', inSecrets, told))
  }
  return causes
}

function tokenWarnings({ spec }: CSIDriver): string[] {
  const asksForTokens = (spec?.tokenRequests ?? []).length > 0
  return asksForTokens && spec?.serviceAccountTokenInSecrets === undefined
    ? [
        'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes',
      ]
    : []
}

export const csiNodeRules: Rules<CSINode> = {
  validate: validateNode,
  validateUpdate: (next, old) => [
    ...metaAgain(next, false),
    ...validateNode(next),
    ...driverChanges(next, old),
  ],
}

function validateNode({ spec }: CSINode): Cause[] {
  const names = new Set<string>()
  return (spec?.drivers ?? []).flatMap((driver, index) => {
    const causes = nodeDriverErrors(driver, names, `spec.drivers[${index}]`)
    names.add(driver.name)
    return causes
  })
}

/** What is wrong with the keys of a driver's topology is told of the driver. */
function nodeDriverErrors(
  driver: CSINodeDriver,
  names: ReadonlySet<string>,
  path: string,
): Cause[] {
  const causes: Cause[] = []
  const { name, nodeID = '', allocatable, topologyKeys = [] } = driver
  checkDriver(causes, name, `${path}.name`)
  if (nodeID === '') causes.push(required(`${path}.nodeID`))
  if (byteLength(nodeID) > NODE_ID_MAX)
    causes.push(invalid(`${path}.nodeID`, nodeID, `must be ${NODE_ID_MAX} characters or less`))
  if (allocatable?.count !== undefined && allocatable.count < 0)
    causes.push(invalid(`${path}.allocatable.count`, allocatable.count, NOT_NEGATIVE))
  if (names.has(name)) causes.push(duplicate(`${path}.name`, name))
  for (const [index, key] of (topologyKeys ?? []).entries()) {
    if (key === '') causes.push(required(path))
    if (topologyKeys.indexOf(key) < index) causes.push(duplicate(path, key))
    for (const text of qualifiedNameErrors(key)) causes.push(invalid(path, key, text))
  }
  return causes
}

/** A driver may come and go, but stays what it is. The real server quotes it without what may change. */
function driverChanges(next: CSINode, old: CSINode): Cause[] {
  const fixed = ({ allocatable: _, ...rest }: CSINodeDriver) => rest
  return (old.spec?.drivers ?? []).flatMap(before =>
    (next.spec?.drivers ?? [])
      .filter(({ name }) => name === before.name)
      .flatMap(driver => {
        const now = fixed(driver)
        if (validateImmutable(now, fixed(before), '').length === 0) return []
        const printed = goStruct('storage/v1.CSINodeDriver', now)
        return [invalid('spec.drivers', printed, 'field is immutable')]
      }),
  )
}

export const csiStorageCapacityRules: Rules<CSIStorageCapacity> = {
  validate: validateCapacity,
  validateUpdate: (next, old) => [
    ...metaAgain(next, true),
    ...validateCapacity(next),
    ...validateImmutable(next.nodeTopology, old.nodeTopology, 'nodeTopology'),
    ...validateImmutable(next.storageClassName, old.storageClassName, 'storageClassName'),
  ],
  warningsOnCreate: topologyWarnings,
  warningsOnUpdate: topologyWarnings,
}

function topologyWarnings({ nodeTopology }: CSIStorageCapacity): string[] {
  const { matchExpressions, matchLabels } = nodeTopology ?? {}
  const told = (path: string, key: string, text: (better: string) => string): string[] => {
    const better = betterFor(key)
    return better === undefined ? [] : [`nodeTopology.${path}: ${text(better)}`]
  }
  return [
    ...(matchExpressions ?? []).flatMap(({ key }, index) =>
      told(`matchExpressions[${index}].key`, key, better => `${key} is ${better}`),
    ),
    ...Object.keys(matchLabels ?? {}).flatMap(key =>
      told(`matchLabels.${key}`, key, better => better),
    ),
  ]
}

function validateCapacity(object: CSIStorageCapacity): Cause[] {
  const { nodeTopology, storageClassName = '', capacity } = object
  const causes = [
    ...validateLabelSelector(nodeTopology, 'nodeTopology'),
    ...dnsSubdomainErrors(storageClassName).map(text =>
      invalid('storageClassName', storageClassName, text),
    ),
  ]
  // The largest size of a volume may be anything, as in the real server.
  if (capacity !== undefined && isNegative(capacity))
    causes.push(invalid('capacity', capacity, NOT_NEGATIVE))
  return causes
}
