import { type Area, verb } from './verb.ts'

export const alone: Area = {
  title: 'Around the server',
  verbs: [
    verb('kustomize', 'kubectl kustomize kustomize', /name: my-notes/),
    verb('config', 'kubectl config view --minify && kubectl config current-context', /server:/),
    verb(
      'config use-context',
      'kubectl config set-context other --cluster=mimikube --namespace=other && kubectl config get-contexts other',
      /other/,
    ),
    verb(
      'proxy',
      'kubectl proxy --port=0 >"$HOME/px" & pid=$!; for i in $(seq 50); do grep -q Starting "$HOME/px" && break; sleep 0.1; done; curl -s "http://$(grep -o "127.0.0.1:[0-9]*" "$HOME/px")/api/v1/namespaces/default"; kill $pid',
      /"kind": ?"Namespace"/,
    ),
    verb(
      'plugin',
      'printf "#!/bin/sh\\necho plugged in\\n" >"$HOME/bin/kubectl-hi"; chmod +x "$HOME/bin/kubectl-hi"; kubectl plugin list; kubectl hi',
      /plugged in/,
    ),
  ],
}
