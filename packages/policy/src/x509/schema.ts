import {
  AsnArray,
  AsnIntegerArrayBufferConverter,
  AsnProp,
  AsnPropTypes,
  AsnType,
  AsnTypeTypes,
  BitString,
  OctetString,
} from "@peculiar/asn1-schema";
import { AlgorithmIdentifier, Name, OtherName, SubjectPublicKeyInfo, Validity } from "@peculiar/asn1-x509";
import { ObjectIdentifierConverter } from "./object-identifier.ts";

// The types for which those of the library leave out something that has to be known. They are described by calls,
// because decorators are no syntax that can be erased, and extend none of the library's: a type derived from one that
// has been used already goes by the schema of its base.

type Properties = Readonly<Record<string, Parameters<typeof AsnProp>[0]>>;

function describe(target: new () => object, type: AsnTypeTypes, properties: Properties): void {
  AsnType({ type })(target);
  for (const [name, options] of Object.entries(properties)) AsnProp(options)(target.prototype, name);
}

/** Keeps apart a flag that is left out and one that says false: the second is not DER, yet it is in use. */
export class ReadExtension {
  extnID: string = "";
  critical: boolean | undefined;
  extnValue: OctetString = new OctetString();
}
describe(ReadExtension, AsnTypeTypes.Sequence, {
  extnID: { type: AsnPropTypes.ObjectIdentifier, converter: ObjectIdentifierConverter },
  critical: { type: AsnPropTypes.Boolean, optional: true },
  extnValue: { type: OctetString },
});

export class ReadExtensions extends AsnArray<ReadExtension> {}
AsnType({ type: AsnTypeTypes.Sequence, itemType: ReadExtension })(ReadExtensions);

/** TBSCertificate (RFC 5280, section 4.1). */
class ReadSignedPart {
  version: number | undefined;
  serialNumber: ArrayBuffer = new ArrayBuffer(0);
  signature: AlgorithmIdentifier = new AlgorithmIdentifier();
  issuer: Name = new Name();
  validity: Validity = new Validity();
  subject: Name = new Name();
  subjectPublicKeyInfo: SubjectPublicKeyInfo = new SubjectPublicKeyInfo();
  issuerUniqueID: BitString | undefined;
  subjectUniqueID: BitString | undefined;
  extensions: ReadExtensions | undefined;
}
describe(ReadSignedPart, AsnTypeTypes.Sequence, {
  version: { type: AsnPropTypes.Integer, context: 0, optional: true },
  serialNumber: { type: AsnPropTypes.Integer, converter: AsnIntegerArrayBufferConverter },
  signature: { type: AlgorithmIdentifier },
  issuer: { type: Name },
  validity: { type: Validity },
  subject: { type: Name },
  subjectPublicKeyInfo: { type: SubjectPublicKeyInfo },
  issuerUniqueID: { type: BitString, context: 1, implicit: true, optional: true },
  subjectUniqueID: { type: BitString, context: 2, implicit: true, optional: true },
  extensions: { type: ReadExtensions, context: 3, optional: true },
});

/** Certificate (RFC 5280, section 4.1). */
export class ReadCertificate {
  tbsCertificate: ReadSignedPart = new ReadSignedPart();
  signatureAlgorithm: AlgorithmIdentifier = new AlgorithmIdentifier();
  signatureValue: BitString = new BitString();
}
describe(ReadCertificate, AsnTypeTypes.Sequence, {
  tbsCertificate: { type: ReadSignedPart },
  signatureAlgorithm: { type: AlgorithmIdentifier },
  signatureValue: { type: BitString },
});

/** What is shown to be there, and not read. */
class Opaque extends AsnArray<ArrayBuffer> {}
AsnType({ type: AsnTypeTypes.Sequence, itemType: AsnPropTypes.Any })(Opaque);

/** GeneralName (RFC 5280, section 4.2.1.6). An address is its bytes, because a text does not tell how many they were. */
export class ReadGeneralName {
  otherName: OtherName | undefined;
  rfc822Name: string | undefined;
  dNSName: string | undefined;
  x400Address: Opaque | undefined;
  directoryName: Name | undefined;
  ediPartyName: Opaque | undefined;
  uniformResourceIdentifier: string | undefined;
  iPAddress: OctetString | undefined;
  registeredID: string | undefined;
}
describe(ReadGeneralName, AsnTypeTypes.Choice, {
  otherName: { type: OtherName, context: 0, implicit: true },
  rfc822Name: { type: AsnPropTypes.IA5String, context: 1, implicit: true },
  dNSName: { type: AsnPropTypes.IA5String, context: 2, implicit: true },
  x400Address: { type: Opaque, context: 3, implicit: true },
  directoryName: { type: Name, context: 4 },
  ediPartyName: { type: Opaque, context: 5, implicit: true },
  uniformResourceIdentifier: { type: AsnPropTypes.IA5String, context: 6, implicit: true },
  iPAddress: { type: OctetString, context: 7, implicit: true },
  registeredID: { type: AsnPropTypes.ObjectIdentifier, context: 8, implicit: true },
});

export class ReadGeneralNames extends AsnArray<ReadGeneralName> {}
AsnType({ type: AsnTypeTypes.Sequence, itemType: ReadGeneralName })(ReadGeneralNames);

/** The string types that the library's names do not know. */
export class OtherString {
  numericString: string | undefined;
  visibleString: string | undefined;
}
describe(OtherString, AsnTypeTypes.Choice, {
  numericString: { type: AsnPropTypes.NumericString },
  visibleString: { type: AsnPropTypes.VisibleString },
});

/** RSASSA-PSS-params (RFC 4055, section 3.1). */
export class PssParameters {
  hash: AlgorithmIdentifier | undefined;
  maskGeneration: AlgorithmIdentifier | undefined;
  saltLength: number | undefined;
  trailer: number | undefined;
}
describe(PssParameters, AsnTypeTypes.Sequence, {
  hash: { type: AlgorithmIdentifier, context: 0, optional: true },
  maskGeneration: { type: AlgorithmIdentifier, context: 1, optional: true },
  saltLength: { type: AsnPropTypes.Integer, context: 2, optional: true },
  trailer: { type: AsnPropTypes.Integer, context: 3, optional: true },
});
