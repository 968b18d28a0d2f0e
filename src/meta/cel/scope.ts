/** What names stand for. */
export interface Scope {
  find(name: string): { readonly value: unknown } | undefined
}

/** A scope with one more name. */
export const withName = (scope: Scope, name: string, value: unknown): Scope => ({
  find: asked => (asked === name ? { value } : scope.find(asked)),
})

/** Values by name; those behind getters are asked for when they are needed. */
export const scopeOf = (values: Readonly<Record<string, unknown>>): Scope => ({
  find: name => (Object.hasOwn(values, name) ? { value: values[name] } : undefined),
})
