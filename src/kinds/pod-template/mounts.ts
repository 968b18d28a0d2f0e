// Where containers see volumes: as directories and as block devices.
import {
  type Cause,
  forbidden,
  invalid,
  notFoundField,
  notSupported,
  required,
} from '../../meta/field-errors.ts'
import type {
  Container,
  Volume,
  VolumeDevice,
  VolumeMount,
} from '../../schema/generated/core-v1.ts'
import { checkDescending, checkNoBacksteps } from './paths.ts'

export type Volumes = ReadonlyMap<string, Volume>

export function checkMounts(
  out: Cause[],
  container: Container,
  volumes: Volumes,
  path: string,
): void {
  const mounts = container.volumeMounts
  if (mounts === undefined) return
  const seen = new Set<string>()
  for (const [index, mount] of mounts.entries()) {
    const at = `${path}[${index}]`
    checkMountPlace(out, mount, volumes, seen, at)
    checkMountDevices(out, mount, container.volumeDevices ?? [], at)
    checkSubPaths(out, mount, path, at)
    checkPropagation(out, mount, container, `${path}.mountPropagation`)
    checkRecursive(out, mount, `${path}.recursiveReadOnly`)
  }
}

function checkMountPlace(
  out: Cause[],
  mount: VolumeMount,
  volumes: Volumes,
  seen: Set<string>,
  path: string,
): void {
  if (!mount.name) out.push(required(`${path}.name`))
  if (!volumes.has(mount.name)) out.push(notFoundField(`${path}.name`, mount.name))
  if (!mount.mountPath) out.push(required(`${path}.mountPath`))
  if (seen.has(mount.mountPath))
    out.push(invalid(`${path}.mountPath`, mount.mountPath, 'must be unique'))
  seen.add(mount.mountPath)
}

function checkMountDevices(
  out: Cause[],
  mount: VolumeMount,
  devices: readonly VolumeDevice[],
  path: string,
): void {
  if (devices.some(device => device.name === mount.name))
    out.push(invalid(`${path}.name`, mount.name, 'must not already exist in volumeDevices'))
  if (devices.some(device => device.devicePath === mount.mountPath))
    out.push(
      invalid(
        `${path}.mountPath`,
        mount.mountPath,
        'must not already exist as a path in volumeDevices',
      ),
    )
}

/** Paths of some faults lack the index: so does the real server. */
function checkSubPaths(out: Cause[], mount: VolumeMount, list: string, path: string): void {
  const { subPath = '', subPathExpr = '' } = mount
  if (subPath === '' && subPathExpr === '') return
  if (subPath !== '') checkDescending(out, subPath, `${list}.subPath`)
  if (subPathExpr === '') return
  if (subPath !== '')
    out.push(
      invalid(`${path}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
    )
  checkDescending(out, subPathExpr, `${list}.subPathExpr`)
}

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None']

function checkPropagation(
  out: Cause[],
  { mountPropagation: mode }: VolumeMount,
  container: Container,
  path: string,
): void {
  if (mode === undefined) return
  if (!PROPAGATIONS.includes(mode)) out.push(notSupported(path, mode, PROPAGATIONS))
  if (mode === 'Bidirectional' && container.securityContext?.privileged !== true)
    out.push(
      forbidden(path, 'Bidirectional mount propagation is available only to privileged containers'),
    )
}

function checkRecursive(out: Cause[], mount: VolumeMount, path: string): void {
  const { recursiveReadOnly: mode, mountPropagation } = mount
  if (mode === undefined || mode === 'Disabled') return
  if (mode !== 'Enabled' && mode !== 'IfPossible')
    return void out.push(notSupported(path, mode, ['Disabled', 'Enabled', 'IfPossible']))
  if (mount.readOnly !== true)
    out.push(forbidden(path, 'may only be specified when readOnly is true'))
  if (mountPropagation !== undefined && mountPropagation !== 'None')
    out.push(
      forbidden(path, 'may only be specified when mountPropagation is None or not specified'),
    )
}

export function checkDevices(
  out: Cause[],
  container: Container,
  volumes: Volumes,
  path: string,
): void {
  const paths = new Set<string>()
  const names = new Set<string>()
  for (const [index, device] of (container.volumeDevices ?? []).entries()) {
    const at = `${path}[${index}]`
    checkDeviceName(out, device.name, volumes.get(device.name), names, `${at}.name`)
    checkDevicePath(out, device.devicePath, paths, `${at}.devicePath`)
    const mounts = container.volumeMounts ?? []
    if (mounts.some(mount => mount.name === device.name))
      out.push(invalid(`${at}.name`, device.name, 'must not already exist in volumeMounts'))
    if (mounts.some(mount => mount.mountPath === device.devicePath))
      out.push(
        invalid(
          `${at}.devicePath`,
          device.devicePath,
          'must not already exist as a path in volumeMounts',
        ),
      )
    if (device.name) names.add(device.name)
  }
}

function checkDeviceName(
  out: Cause[],
  name: string,
  volume: Volume | undefined,
  names: Set<string>,
  path: string,
): void {
  if (!name) out.push(required(path))
  if (names.has(name)) out.push(invalid(path, name, 'must be unique'))
  if (volume === undefined) out.push(notFoundField(path, name))
  else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined)
    out.push(
      invalid(
        path,
        name,
        'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
      ),
    )
}

function checkDevicePath(out: Cause[], device: string, paths: Set<string>, path: string): void {
  if (!device) out.push(required(path))
  if (paths.has(device)) out.push(invalid(path, device, 'must be unique'))
  const backsteps: Cause[] = []
  checkNoBacksteps(backsteps, device, path)
  if (backsteps.length > 0) out.push(invalid(path, device, "can not contain backsteps ('..')"))
  else paths.add(device)
}
