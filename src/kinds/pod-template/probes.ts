// Probes and lifecycle hooks: what they do and how often.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { headerNameErrors, portNameErrors, portNumberErrors } from '../../meta/names.ts'
import type {
  HTTPGetAction,
  Lifecycle,
  LifecycleHandler,
  Probe,
} from '../../schema/generated/core-v1.ts'
import { checkNotNegative, checkText } from './check.ts'

type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> &
  Pick<LifecycleHandler, 'sleep'>

type Kind = 'livenessProbe' | 'readinessProbe' | 'startupProbe'

export function checkProbe(out: Cause[], kind: Kind, probe: Probe | undefined, path: string): void {
  if (probe === undefined) return
  checkHandler(out, probe, undefined, path)
  checkNotNegative(out, probe.initialDelaySeconds, `${path}.initialDelaySeconds`)
  checkNotNegative(out, probe.timeoutSeconds, `${path}.timeoutSeconds`)
  checkNotNegative(out, probe.periodSeconds, `${path}.periodSeconds`)
  checkNotNegative(out, probe.successThreshold, `${path}.successThreshold`)
  checkNotNegative(out, probe.failureThreshold, `${path}.failureThreshold`)
  const grace = probe.terminationGracePeriodSeconds
  if (grace !== undefined && grace <= 0)
    out.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'))
  if (kind === 'readinessProbe') {
    if (grace !== undefined)
      out.push(
        invalid(
          `${path}.terminationGracePeriodSeconds`,
          grace,
          'must not be set for readinessProbes',
        ),
      )
  } else if (probe.successThreshold !== 1)
    out.push(invalid(`${path}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'))
}

export function checkLifecycle(
  out: Cause[],
  lifecycle: Lifecycle | undefined,
  graceSeconds: number | undefined,
  path: string,
  os: string,
): void {
  if (lifecycle === undefined) return
  if (lifecycle.stopSignal !== undefined)
    checkStopSignal(out, lifecycle.stopSignal, `${path}.stopSignal`, os)
  if (lifecycle.postStart !== undefined)
    checkHandler(out, lifecycle.postStart, graceSeconds, `${path}.postStart`)
  if (lifecycle.preStop !== undefined)
    checkHandler(out, lifecycle.preStop, graceSeconds, `${path}.preStop`)
}

function checkStopSignal(out: Cause[], signal: string, path: string, os: string): void {
  if (os === '')
    out.push(forbidden(path, 'may not be set for containers with empty `spec.os.name`'))
  else if (os === 'windows' && signal !== 'SIGTERM' && signal !== 'SIGKILL')
    out.push(notSupported(path, signal, ['SIGKILL', 'SIGTERM']))
}

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const

function checkHandler(
  out: Cause[],
  handler: Handler,
  graceSeconds: number | undefined,
  path: string,
): void {
  let count = 0
  for (const name of HANDLERS) {
    if (handler[name] === undefined) continue
    if (count > 0)
      out.push(forbidden(`${path}.${name}`, 'may not specify more than 1 handler type'))
    else checkAction(out, name, handler, graceSeconds, `${path}.${name}`)
    count = 1
  }
  if (count === 0) out.push(required(path, 'must specify a handler type'))
}

function checkAction(
  out: Cause[],
  name: (typeof HANDLERS)[number],
  handler: Handler,
  graceSeconds: number | undefined,
  path: string,
): void {
  switch (name) {
    case 'exec':
      if ((handler.exec?.command ?? []).length === 0) out.push(required(`${path}.command`))
      break
    case 'httpGet':
      checkHttpGet(out, handler.httpGet as HTTPGetAction, path)
      break
    case 'tcpSocket':
      checkPort(out, handler.tcpSocket?.port ?? 0, `${path}.port`)
      break
    case 'grpc':
      checkPort(out, handler.grpc?.port ?? 0, `${path}.port`)
      break
    case 'sleep':
      checkSleep(out, handler.sleep?.seconds ?? 0, graceSeconds, path)
      break
  }
}

function checkHttpGet(out: Cause[], get: HTTPGetAction, path: string): void {
  if (!get.path) out.push(required(`${path}.path`))
  checkPort(out, get.port ?? 0, `${path}.port`)
  if (get.scheme !== 'HTTP' && get.scheme !== 'HTTPS')
    out.push(notSupported(`${path}.scheme`, get.scheme ?? '', ['HTTP', 'HTTPS']))
  for (const header of get.httpHeaders ?? [])
    checkText(out, headerNameErrors, header.name, `${path}.httpHeaders`)
}

/** A number, or the name of one of the container's ports. */
export function checkPort(out: Cause[], port: number | string, path: string): void {
  const errors = typeof port === 'number' ? portNumberErrors(port) : portNameErrors(port)
  for (const error of errors) out.push(invalid(path, port, error))
}

function checkSleep(
  out: Cause[],
  seconds: number,
  graceSeconds: number | undefined,
  path: string,
): void {
  if (graceSeconds === undefined || (seconds >= 0 && seconds <= graceSeconds)) return
  out.push(
    invalid(
      path,
      seconds,
      `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`,
    ),
  )
}
