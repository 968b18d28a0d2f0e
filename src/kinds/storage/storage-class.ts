// The rules of StorageClasses and VolumeAttributesClasses.
import {
  type Cause,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules } from '../../meta/kind.ts'
import { byteLength, qualifiedNameErrors } from '../../meta/names.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import { sentEmpty } from '../../schema/decode/empties.ts'
import type { TopologySelectorTerm } from '../../schema/generated/core-v1.ts'
import type { StorageClass, VolumeAttributesClass } from '../../schema/generated/storage-v1.ts'
import { metaAgain } from '../meta-again.ts'
import { betterFor } from '../pod-template/warnings-placement.ts'
import { filled } from '../same.ts'

const RECLAIM = ['Delete', 'Retain']
const MODES = ['Immediate', 'WaitForFirstConsumer']
const PARAMETERS_BYTES_MAX = 256 * 1024
const PARAMETERS_MAX = 512

export const storageClassRules: Rules<StorageClass> = {
  defaults: storageClass =>
    filled(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  validate,
  validateUpdate: (next, old) => [
    ...metaAgain(next, false),
    ...validate(next),
    ...(sameJson(next.parameters, old.parameters)
      ? []
      : [
          invalid(
            'parameters',
            next.parameters ?? sentEmpty(next, 'parameters'),
            'field is immutable',
          ),
        ]),
    ...validateImmutable(next.provisioner, old.provisioner, 'provisioner'),
    ...validateImmutable(next.reclaimPolicy, old.reclaimPolicy, 'reclaimPolicy'),
    ...validateImmutable(next.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode'),
  ],
  warningsOnCreate: topologyWarnings,
  warningsOnUpdate: next => topologyWarnings(next),
}

function validate(storageClass: StorageClass): Cause[] {
  const { provisioner, parameters = {}, reclaimPolicy, volumeBindingMode } = storageClass
  const causes = driverErrors(provisioner ?? '', 'provisioner')
  causes.push(...parameterErrors(parameters))
  if (reclaimPolicy && !RECLAIM.includes(reclaimPolicy))
    causes.push(notSupported('reclaimPolicy', reclaimPolicy, RECLAIM))
  if (volumeBindingMode === undefined) causes.push(required('volumeBindingMode'))
  else if (!MODES.includes(volumeBindingMode))
    causes.push(notSupported('volumeBindingMode', volumeBindingMode, MODES))
  return [...causes, ...topologyErrors(storageClass.allowedTopologies ?? [], 'allowedTopologies')]
}

/** No topology stands twice. The real server compares each with as many that demand nothing as there are topologies. */
function topologyErrors(terms: readonly TopologySelectorTerm[], path: string): Cause[] {
  const known: string[] = terms.map(() => demandsOf({}))
  return terms.flatMap((term, index) => {
    const demands = demandsOf(term)
    const same = known.filter(each => each === demands)
    known.push(demands)
    const at = `${path}[${index}]`
    return [
      ...termErrors(term, at),
      ...same.map(() => duplicate(`${at}.matchLabelExpressions`, '')),
    ]
  })
}

/** What a topology comes to, whatever the order in which it is told. */
function demandsOf({ matchLabelExpressions = [] }: TopologySelectorTerm): string {
  const values = new Map(matchLabelExpressions.map(each => [each.key, new Set(each.values ?? [])]))
  return JSON.stringify([...values].map(([key, set]) => [key, [...set].sort()]).sort())
}

/** The name of whoever makes the volumes: a qualified name, whatever its case. */
function driverErrors(driver: string, path: string): Cause[] {
  if (driver === '') return [required(path)]
  return qualifiedNameErrors(driver.toLowerCase()).map(text => invalid(path, driver, text))
}

function parameterErrors(parameters: Readonly<Record<string, string>>): Cause[] {
  const entries = Object.entries(parameters)
  if (entries.length > PARAMETERS_MAX) return [tooLong('parameters', PARAMETERS_MAX)]
  const causes: Cause[] = []
  if (parameters[''] !== undefined)
    causes.push(invalid('parameters', '', 'field can not be empty.'))
  const bytes = entries.reduce((sum, pair) => sum + byteLength(pair.join('')), 0)
  if (bytes > PARAMETERS_BYTES_MAX) causes.push(tooLong('parameters', PARAMETERS_BYTES_MAX))
  return causes
}

function termErrors({ matchLabelExpressions = [] }: TopologySelectorTerm, path: string): Cause[] {
  const keys = new Set<string>()
  return matchLabelExpressions.flatMap(({ key, ...rest }, index) => {
    const at = `${path}.matchLabelExpressions[${index}]`
    const values = rest.values ?? []
    const causes = values.length === 0 ? [required(`${at}.values`)] : []
    for (const [place, value] of values.entries())
      if (values.indexOf(value) < place) causes.push(duplicate(`${at}.values[${place}]`, value))
    for (const text of qualifiedNameErrors(key)) causes.push(invalid(`${at}.key`, key, text))
    if (keys.has(key)) causes.push(duplicate(`${at}.key`, key))
    keys.add(key)
    return causes
  })
}

function topologyWarnings({ allowedTopologies = [] }: StorageClass): string[] {
  return allowedTopologies.flatMap(({ matchLabelExpressions = [] }, term) =>
    matchLabelExpressions.flatMap(({ key }, index) => {
      const better = betterFor(key)
      const path = `allowedTopologies[${term}].matchLabelExpressions[${index}].key`
      return better === undefined ? [] : [`${path}: ${better}`]
    }),
  )
}

export const volumeAttributesClassRules: Rules<VolumeAttributesClass> = {
  validate: validateAttributes,
  validateUpdate: (next, old) => [
    ...(next.driverName === old.driverName
      ? []
      : [forbidden('driverName', 'updates to driverName are forbidden.')]),
    ...(sameJson(next.parameters, old.parameters)
      ? []
      : [forbidden('parameters', 'updates to parameters are forbidden.')]),
    ...metaAgain(next, false),
    ...validateAttributes(next),
  ],
}

function validateAttributes({ driverName, parameters = {} }: VolumeAttributesClass): Cause[] {
  const causes = [...driverErrors(driverName ?? '', 'driverName'), ...parameterErrors(parameters)]
  if (Object.keys(parameters).length === 0)
    causes.push(required('parameters', 'must contain at least one key/value pair'))
  return causes
}
