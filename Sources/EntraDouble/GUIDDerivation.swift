internal import Crypto
internal import FoundationEssentials

extension GUID {
    /// Makes an ID that is always the same for the same text.
    init(derivedFrom text: String) {
        let digest = Array(SHA256.hash(data: Data(text.utf8)))
        self.init(
            UUID(
                uuid: (
                    digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6] & 0x0f | 0x40,
                    digest[7], digest[8] & 0x3f | 0x80, digest[9], digest[10], digest[11], digest[12], digest[13],
                    digest[14], digest[15]
                )
            )
        )
    }

    /// The object ID of an application's service principal: another in each directory, and always the same there.
    init(servicePrincipalOf appId: GUID, in directoryId: GUID) {
        self.init(derivedFrom: "\(appId) in \(directoryId)")
    }
}
