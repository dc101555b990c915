import FoundationEssentials
import VaultCore
import VaultModel

/// What a delivery command reads on its standard input.
enum DeliveryText {
    static func json(_ note: DeliveryNote) -> JSONText {
        [
            "rotationId": .string(note.rotation.uuidString.lowercased()), "tenant": .string(note.tenant),
            "directoryId": .string(note.directoryID), "clientId": .string(note.clientID),
            "kind": .string(note.kind.rawValue), "keyId": JSONText(note.keyID),
            "previousKeyId": JSONText(note.previousKeyID), "notBefore": JSONText(note.notBefore),
            "expires": JSONText(note.expires), "format": .string(note.kind == .certificate ? "pem" : "secret"),
        ]
    }
}
