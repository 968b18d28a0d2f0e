// Volumes: their names, and that each has one source. The sources themselves are next door.
import { type Cause, duplicate, forbidden, invalid, required } from '../../meta/field-errors.ts'
import { dnsLabelErrors, subdomainName } from '../../meta/names.ts'
import type { Volume } from '../../schema/generated/core-v1.ts'
import { checkText } from './check.ts'
import type { PodValidationOptions } from './options.ts'
import { checkProjected } from './volume-projected.ts'
import { checkSource, type SourceName } from './volume-sources.ts'

/** In the order in which the real server looks for them. */
const SOURCES: readonly SourceName[] = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
]

/** Paths that a second source is refused at, where they are not its name: slips of the real server. */
const SECOND: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' }

/** Checks volumes and returns those that are sound, by name. */
export function checkVolumes(
  out: Cause[],
  volumes: readonly Volume[] | undefined,
  podName: string,
  path: string,
  options: PodValidationOptions,
): ReadonlyMap<string, Volume> {
  const sound = new Map<string, Volume>()
  if (volumes === undefined) return sound
  const made = claimsMade(volumes, podName)
  for (const [index, volume] of volumes.entries()) {
    const at = `${path}[${index}]`
    const before = out.length
    checkSources(out, volume, podName, at, options)
    if (!volume.name) out.push(required(`${at}.name`))
    else checkText(out, dnsLabelErrors, volume.name, `${at}.name`)
    if (sound.has(volume.name)) out.push(duplicate(`${at}.name`, volume.name))
    if (out.length === before) sound.set(volume.name, volume)
    const claim = volume.persistentVolumeClaim?.claimName
    if (claim !== undefined && made.has(claim))
      out.push(
        invalid(
          `${at}.persistentVolumeClaim.claimName`,
          claim,
          'must not reference a PVC that gets created for an ephemeral volume',
        ),
      )
  }
  return sound
}

function claimsMade(volumes: readonly Volume[], podName: string): ReadonlySet<string> {
  if (podName === '') return new Set()
  return new Set(
    volumes
      .filter(volume => volume.ephemeral !== undefined)
      .map(({ name }) => `${podName}-${name}`),
  )
}

function checkSources(
  out: Cause[],
  volume: Volume,
  podName: string,
  path: string,
  options: PodValidationOptions,
): void {
  let sources = 0
  for (const name of SOURCES) {
    if (volume[name] === undefined) continue
    if (sources > 0)
      out.push(
        forbidden(`${path}.${SECOND[name] ?? name}`, 'may not specify more than 1 volume type'),
      )
    else if (name === 'projected')
      checkProjected(out, volume.projected ?? {}, `${path}.projected`, options)
    else checkSource(out, name, volume, path, options)
    if (name === 'iscsi') checkInitiator(out, volume, path)
    if (name === 'ephemeral' && sources === 0) checkClaimName(out, volume.name, podName, path)
    sources++
  }
  if (sources === 0) out.push(required(path, 'must specify a volume type'))
}

function checkInitiator(out: Cause[], { name, iscsi }: Volume, path: string): void {
  if (iscsi?.initiatorName === undefined || `${name}:${iscsi.targetPortal}`.length <= 64) return
  out.push(
    invalid(
      `${path}.name`,
      name,
      'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.',
    ),
  )
}

function checkClaimName(out: Cause[], name: string, podName: string, path: string): void {
  if (podName === '' || !name) return
  const claim = `${podName}-${name}`
  for (const text of subdomainName(claim, false))
    out.push(invalid(`${path}.name`, name, `PVC name "${claim}": ${text}`))
}
