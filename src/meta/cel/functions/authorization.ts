import type { Declared } from '../declare.ts'
import { CelError, type Opaque } from '../values.ts'

/** What an authorizer answers. */
export interface Decision {
  readonly allowed: boolean
  readonly reason: string
  readonly error: string
}

/** The steps in which an expression asks who may do what; whoever declares an authorizer makes them. */
export interface Steps {
  path?(path: string): Opaque<Steps>
  group?(group: string): Opaque<Steps>
  serviceAccount?(namespace: string, name: string): Opaque<Steps>
  resource?(resource: string): Opaque<Steps>
  subresource?(subresource: string): Opaque<Steps>
  namespace?(namespace: string): Opaque<Steps>
  name?(name: string): Opaque<Steps>
  selected?(which: 'field' | 'label', selector: string): Opaque<Steps>
  check?(verb: string): Opaque<Decision>
}

type Step = Opaque<Steps>

/** @throws CelError for nothing but blanks */
function given(what: string, text: string): string {
  if (text.trim() === '') throw new CelError(`${what} must not be empty`)
  return text
}

/** `authorizer.group('').resource('pods').check('get').allowed()`. */
export const authorization: Declared = {
  'authorizer.path(string): pathCheck': ({ value }: Step, path: string) =>
    value.path?.(given('path', path)),
  'authorizer.group(string): groupCheck': ({ value }: Step, group: string) => value.group?.(group),
  'authorizer.serviceAccount(string, string): authorizer': (
    { value }: Step,
    namespace: string,
    name: string,
  ) => value.serviceAccount?.(namespace, name),
  'groupCheck.resource(string): resourceCheck': ({ value }: Step, resource: string) =>
    value.resource?.(given('resource', resource)),
  'resourceCheck.subresource(string): resourceCheck': ({ value }: Step, subresource: string) =>
    value.subresource?.(subresource),
  'resourceCheck.namespace(string): resourceCheck': ({ value }: Step, namespace: string) =>
    value.namespace?.(namespace),
  'resourceCheck.name(string): resourceCheck': ({ value }: Step, name: string) =>
    value.name?.(name),
  'resourceCheck.fieldSelector(string): resourceCheck': ({ value }: Step, selector: string) =>
    value.selected?.('field', selector),
  'resourceCheck.labelSelector(string): resourceCheck': ({ value }: Step, selector: string) =>
    value.selected?.('label', selector),
  'pathCheck.check(string): decision': ({ value }: Step, verb: string) => value.check?.(verb),
  'resourceCheck.check(string): decision': ({ value }: Step, verb: string) => value.check?.(verb),
  'decision.errored(): bool': ({ value }: Opaque<Decision>) => value.error !== '',
  'decision.error(): string': ({ value }: Opaque<Decision>) => value.error,
  'decision.allowed(): bool': ({ value }: Opaque<Decision>) => value.allowed,
  'decision.reason(): string': ({ value }: Opaque<Decision>) => value.reason,
}
