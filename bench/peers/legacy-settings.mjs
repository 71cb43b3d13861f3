const securityOf = { false: 'NONE', tls: 'STARTTLS', ssl: 'IMPLICIT_TLS' };

/** The settings in the parameters of `deliveryserver.update`. */
export function settingsFrom(parameters) {
  return {
    name: parameters.DeliveryServerName,
    smtp: {
      host: parameters.SendMethodSMTPHost,
      port: parameters.SendMethodSMTPPort,
      security: securityOf[parameters.SendMethodSMTPSecure],
      timeoutSeconds: parameters.SendMethodSMTPTimeout,
      authRequired: parameters.SendMethodSMTPAuth,
      username: parameters.SendMethodSMTPUsername,
      password: parameters.SendMethodSMTPPassword,
    },
    domains: {
      linkTracking: parameters.DomainSettings_LinkTracking,
      openTracking: parameters.DomainSettings_OpenTracking,
      mailFrom: parameters.DomainSettings_MFrom,
      enforcedFrom: parameters.DomainSettings_EnforcedFrom,
      useSenderInfoAsMailFrom: false,
    },
  };
}
