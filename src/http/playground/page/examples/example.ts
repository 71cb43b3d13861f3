/** One operation that the playground offers, with variables that make it run as it is. */
export interface Example {
  title: string;
  query: string;
  variables: Record<string, unknown>;
}

/** Examples for one kind of job. */
export interface ExampleGroup {
  title: string;
  examples: readonly Example[];
}
