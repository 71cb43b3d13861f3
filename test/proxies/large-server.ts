/** An operation that creates a server with settings of any length. */
export function largeServer(settings: string) {
  const query = `mutation ($settings: String!) {
    deliveryServerCreate(input: {
      name: "Relay with long settings"
      smtp: { host: "smtp.example.com", port: 25, security: NONE, authRequired: false }
      domains: { linkTracking: "l.example.com", openTracking: "o.example.com", mailFrom: "b.example.com" }
      senderRotation: { enabled: true, settings: $settings }
    }) { userErrors { code } }
  }`;
  return { query, variables: { settings } };
}
