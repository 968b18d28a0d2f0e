// What the editor offers to begin with. Each of them is asked of a cluster by a test.

export interface Example {
  readonly title: string
  readonly query: string
  readonly variables?: string
}

export const EXAMPLES: readonly Example[] = [
  {
    title: 'Nodes and their Pods',
    query: `query NodesAndPods {
  nodes {
    nodes {
      metadata { name }
      status { capacity }
      pods {
        metadata { namespace name }
        status { phase podIP }
      }
    }
  }
}`,
  },
  {
    title: 'Where a DaemonSet runs, and why not elsewhere',
    query: `query WhereAndWhyNot {
  daemonSets {
    nodes {
      metadata { namespace name }
      nodes {
        node { metadata { name } }
        shouldRun
        covered
        reasons
      }
    }
  }
}`,
  },
  {
    title: 'Pods that do not run, and what was said of them',
    query: `query NotRunning {
  pods(fieldSelector: "status.phase!=Running,status.phase!=Succeeded") {
    totalCount
    nodes {
      metadata { namespace name }
      status { phase conditions { type status reason message } }
      events(last: 3) { type reason message count }
    }
  }
}`,
  },
  {
    title: 'Lists page by page',
    query: `query PageOfPods($after: String) {
  pods(first: 10, after: $after, orderBy: {by: "metadata.creationTimestamp", descending: true}) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { metadata { namespace name creationTimestamp } }
  }
}`,
    variables: '{"after": null}',
  },
  {
    title: 'Any object as YAML',
    query: `query AsYaml {
  object(apiVersion: "v1", kind: "Namespace", name: "default") { yaml }
}`,
  },
  {
    title: 'Apply manifests',
    query: `mutation Apply($yaml: String!) {
  apply(yaml: $yaml, manager: "graphiql") { kind metadata { namespace name } }
}`,
    variables: JSON.stringify(
      {
        yaml: 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: log-agent\nspec:\n  selector:\n    matchLabels: {app: log-agent}\n  template:\n    metadata:\n      labels: {app: log-agent}\n    spec:\n      containers:\n      - name: agent\n        image: example.com/log-agent:1.0\n',
      },
      null,
      2,
    ),
  },
  {
    title: 'Restart a DaemonSet',
    query: `mutation Restart {
  rolloutRestart(kind: DaemonSet, name: "log-agent") { metadata { name generation } }
}`,
  },
  {
    title: 'Drain a node',
    query: `mutation Drain {
  drainNode(name: "worker-1", ignoreDaemonSets: true) {
    done
    evicted { metadata { name } }
    refused { pod { metadata { name } } reason }
    left { pod { metadata { name } } reason }
  }
}`,
  },
  {
    title: 'Changes of Pods, live',
    query: `subscription PodsLive {
  podsChanged(initialState: true) {
    type
    resourceVersion
    object { metadata { namespace name } status { phase } }
    oldObject { status { phase } }
  }
}`,
  },
]
