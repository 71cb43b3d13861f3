/** What ought to be in DNS. Null and empty lists: nobody said. */
export interface DnsExpectations {
  /** Addresses that mail leaves from: IPv4 or IPv6, or networks such as `192.0.2.0/28`. */
  sendingAddresses: readonly string[];
  dkim: readonly DkimExpectation[];
  /** The name that the SPF record is to include, such as `spf.vendor.test`. */
  spfInclude: string | null;
  /** Where the domain of mail-from, of tracked links and of the opening pixel are to lead by CNAME. */
  senderTarget: string | null;
  linkTarget: string | null;
  openTarget: string | null;
}

export interface DkimExpectation {
  selector: string;
  /** Null for the domain of mail-from. */
  domain: string | null;
  /** Base64 of the key as it stands in `p=`; null for any key. */
  publicKey: string | null;
}

export const noExpectations: DnsExpectations = {
  sendingAddresses: [],
  dkim: [],
  spfInclude: null,
  senderTarget: null,
  linkTarget: null,
  openTarget: null,
};

/** What is checked: settings of a server, stored or not. */
export interface VerificationSubject {
  /** A domain, or a full address. */
  mailFrom: string;
  /** The From address that replaces that of every message; null when messages have their own. */
  enforcedFrom: string | null;
  linkTracking: string;
  openTracking: string;
  /** A host name or an address; null when there is none. */
  smtpHost: string | null;
  expectations: DnsExpectations;
}
