/**
 * Creates the Namespaces and ServiceAccounts that a manifest takes for granted. A Namespace that server-side
 * apply makes of a mere name has no owners, and the next apply writes that: a quirk of the real server.
 */
export async function presuppose(
  text: string,
  kubectl: (args: readonly string[]) => Promise<string>,
): Promise<void> {
  const namespaces = named(text, /^ +namespace: *"?([a-z0-9-]+)"? *$/gm)
  for (const name of namespaces)
    if (name !== 'default') await kubectl(['create', 'namespace', name])
  const accounts = named(text, /^ +serviceAccount(?:Name)?: *"?([a-z0-9.-]+)"? *$/gm)
  for (const namespace of new Set([...namespaces, 'default']))
    for (const account of accounts)
      await kubectl(['create', 'serviceaccount', account, '-n', namespace])
}

const named = (text: string, pattern: RegExp): Set<string> =>
  new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ''))
