// Tokens that never change, from a file as kube-apiserver's --token-auth-file takes it: a line is
// `token,user,uid` with groups as an optional fourth column, quoted when there are several.
import type { UserInfo } from '../meta/kind.ts'

/** @throws Error that says which line is no good */
export function parseTokenFile(text: string): ReadonlyMap<string, UserInfo> {
  const users = new Map<string, UserInfo>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const [token = '', name = '', uid = '', groups = ''] = columnsOf(line)
    if (token === '' || name === '')
      throw new Error(`line ${index + 1} needs a token, a user and a uid`)
    const named = groups
      .split(',')
      .map(group => group.trim())
      .filter(group => group !== '')
    users.set(token, {
      name,
      ...(uid === '' ? {} : { uid }),
      groups: [...named, 'system:authenticated'],
    })
  }
  return users
}

/** The columns of a line of CSV; a doubled quote within quotes is one. */
function columnsOf(line: string): string[] {
  const columns: string[] = []
  const pattern = /\s*(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/gy
  while (pattern.lastIndex < line.length) {
    const match = pattern.exec(line)
    if (match === null) break
    columns.push(match[1]?.replaceAll('""', '"') ?? (match[2] ?? '').trim())
  }
  return columns
}
