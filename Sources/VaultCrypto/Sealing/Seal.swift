internal import CSodium

/// Sealing that commits to its key: derive a key and a commitment from key, nonce and place, then encrypt.
///
/// XChaCha20-Poly1305 alone opens under several keys for a box made on purpose; the commitment, compared first,
/// rules that out.
///
///     okm  = BLAKE2b-512(nonce ‖ ad, key: key, salt: record in 16 bytes, personal: purpose)
///     box  = nonce[24] ‖ okm[32..<64] ‖ XChaCha20-Poly1305(padded plaintext, ad, nonce, key: okm[0..<32])
package struct Seal: Sendable {
    package static let nonceLength = 24
    package static let commitmentLength = 32
    package static let tagLength = 16
    package static let overhead = nonceLength + commitmentLength + tagLength
    private static let bodyStart = nonceLength + commitmentLength

    /// What a key seals: one value per use, so that no two uses share a derived key. At most 16 bytes each.
    package enum Purpose: String, Sendable {
        case record = "pv1 record"
        case slot = "pv1 slot"
        case witnessKey = "pv1 witness key"
        case audit = "pv1 audit"
        case token = "pv1 token"
    }

    let padding: Padding
    /// The purpose, zero-padded to 16 bytes.
    private let personal: [UInt8]

    package init(_ purpose: Purpose, padding: Padding) {
        self.padding = padding
        let text = Array(purpose.rawValue.utf8)
        personal = text + Array(repeating: 0, count: 16 - text.count)
    }

    /// Seals `plaintext` under a fresh random nonce, in the size class of `length` bytes if that is the larger.
    package func seal(
        _ plaintext: UnsafeRawBufferPointer, associatedData: [UInt8], record: UInt64, key: borrowing SecretBytes,
        asIfOf length: Int = 0
    ) throws(SealError) -> [UInt8] {
        Sodium.ensureReady()
        var nonce = [UInt8](repeating: 0, count: Self.nonceLength)
        unsafe randombytes_buf(&nonce, nonce.count)
        return unsafe try seal(
            plaintext, associatedData: associatedData, record: record, key: key, nonce: nonce, asIfOf: length)
    }

    /// The same with a given nonce, for published vectors only.
    func seal(
        _ plaintext: UnsafeRawBufferPointer, associatedData: [UInt8], record: UInt64, key: borrowing SecretBytes,
        nonce: [UInt8], asIfOf length: Int = 0
    ) throws(SealError) -> [UInt8] {
        guard let padded = padding.paddedLength(max(plaintext.count, length)) else { throw .tooLong }
        var box = [UInt8](repeating: 0, count: padded + Self.overhead)
        unsafe box.withUnsafeMutableBytes { box in
            unsafe box.copyBytes(from: nonce)
            // Padded and encrypted where it lies, so that no second copy of the plaintext is left behind.
            let body = unsafe UnsafeMutableRawBufferPointer(rebasing: box[Self.bodyStart...])
            unsafe body.copyMemory(from: plaintext)
            if padded > plaintext.count { unsafe body[plaintext.count] = 0x80 }
            let nonceBytes = unsafe UnsafeRawBufferPointer(rebasing: box[..<Self.nonceLength])
            unsafe derive(nonceBytes, associatedData, record, key) { okm in
                unsafe box.baseAddress?.advanced(by: Self.nonceLength)
                    .copyMemory(from: okm + 32, byteCount: Self.commitmentLength)
                unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
                    Sodium.address(of: body), nil, Sodium.address(of: body), UInt64(padded), associatedData,
                    UInt64(associatedData.count), nil, nonce, okm)
            }
        }
        return box
    }

    /// Opens `box` into memory that no one else sees; for what is not secret, such as names and dates.
    package func open(
        _ box: UnsafeRawBufferPointer, associatedData: [UInt8], record: UInt64, key: borrowing SecretBytes
    ) throws -> [UInt8] {
        var plaintext = [UInt8](repeating: 0, count: unsafe try bodyLength(of: box))
        unsafe try plaintext.withUnsafeMutableBytes { out in
            unsafe try decrypt(box, into: out, associatedData: associatedData, record: record, key: key)
        }
        // What is not secret need not be measured in constant time, which libsodium's way of unpadding takes.
        guard padding != .fixed else { return plaintext }
        guard let end = plaintext.lastIndex(where: { $0 != 0 }), plaintext[end] == 0x80 else {
            throw SealError.damaged
        }
        plaintext.removeSubrange(end...)
        return plaintext
    }

    /// Opens `box` straight into locked memory.
    package func openSecret(
        _ box: UnsafeRawBufferPointer, associatedData: [UInt8], record: UInt64, key: borrowing SecretBytes
    ) throws -> SecretBytes {
        var count = 0
        let length = unsafe try bodyLength(of: box)
        let padded = unsafe try SecretBytes(count: length) { out throws(SealError) in
            count = unsafe try open(box, into: out, associatedData: associatedData, record: record, key: key)
        }
        return count == padded.count ? padded : try padded.prefix(count)
    }

    package func openSecret(
        _ box: [UInt8], associatedData: [UInt8], record: UInt64, key: borrowing SecretBytes
    ) throws -> SecretBytes {
        // The array's own method cannot return what cannot be copied.
        var secret: SecretBytes?
        unsafe try box.withUnsafeBytes {
            secret = unsafe try openSecret($0, associatedData: associatedData, record: record, key: key)
        }
        guard let secret else { throw SealError.damaged }
        return secret
    }

    /// Opens `box` into `out`, which is as long as the padded plaintext; how many bytes of it are plaintext.
    package func open(
        _ box: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer, associatedData: [UInt8],
        record: UInt64, key: borrowing SecretBytes
    ) throws(SealError) -> Int {
        unsafe try decrypt(box, into: out, associatedData: associatedData, record: record, key: key)
        return unsafe try unpadded(out)
    }

    private func decrypt(
        _ box: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer, associatedData: [UInt8],
        record: UInt64, key: borrowing SecretBytes
    ) throws(SealError) {
        Sodium.ensureReady()
        guard unsafe try bodyLength(of: box) == out.count else { throw .damaged }
        let nonce = unsafe UnsafeRawBufferPointer(rebasing: box[..<Self.nonceLength])
        let isOpen = unsafe derive(nonce, associatedData, record, key) { okm in
            guard let start = box.baseAddress,
                unsafe sodium_memcmp(start + Self.nonceLength, okm + 32, Self.commitmentLength) == 0
            else { return false }
            let body = unsafe UnsafeRawBufferPointer(rebasing: box[Self.bodyStart...])
            return unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
                Sodium.address(of: out), nil, nil, Sodium.address(of: body), UInt64(body.count),
                associatedData, UInt64(associatedData.count), Sodium.address(of: nonce), okm) == 0
        }
        guard isOpen else { throw .damaged }
    }

    /// The length of the padded plaintext, if it is one of the size classes.
    package func bodyLength(of box: UnsafeRawBufferPointer) throws(SealError) -> Int {
        let length = box.count - Self.overhead
        guard length >= 0, padding == .fixed || (length > 0 && padding.paddedLength(length - 1) == length) else {
            throw .damaged
        }
        return length
    }

    private func unpadded(_ bytes: UnsafeMutableRawBufferPointer) throws(SealError) -> Int {
        if padding == .fixed { return bytes.count }
        var length = 0
        let start = unsafe Sodium.address(of: bytes)
        guard unsafe sodium_unpad(&length, start, bytes.count, bytes.count) == 0 else { throw .damaged }
        return length
    }

    /// Lends 64 derived bytes, wiped afterwards: a key of 32 and a commitment of 32.
    private func derive<Result>(
        _ nonce: UnsafeRawBufferPointer, _ associatedData: [UInt8], _ record: UInt64, _ key: borrowing SecretBytes,
        _ body: (UnsafeMutablePointer<UInt8>) -> Result
    ) -> Result {
        var input: [UInt8] = []
        input.reserveCapacity(nonce.count + associatedData.count)
        unsafe input.append(contentsOf: nonce)
        input.append(contentsOf: associatedData)
        let salt = (record.littleEndian, UInt64(0))
        return unsafe withUnsafeTemporaryAllocation(byteCount: 64, alignment: 16) { okm in
            defer { unsafe sodium_memzero(Sodium.address(of: okm), okm.count) }
            let result = unsafe key.withUnsafeBytes { key in
                unsafe withUnsafeBytes(of: salt) { salt in
                    unsafe crypto_generichash_blake2b_salt_personal(
                        Sodium.address(of: okm), okm.count, input, UInt64(input.count),
                        Sodium.address(of: key), key.count, Sodium.address(of: salt), personal)
                }
            }
            precondition(result == 0, "BLAKE2b refuses only lengths that are never passed")
            return unsafe body(Sodium.address(of: okm))
        }
    }
}

/// Why a box was not made or not opened.
package enum SealError: Error, Equatable {
    /// The plaintext is longer than the largest size class.
    case tooLong
    /// The box was made under another key, belongs elsewhere, or was changed: which of these cannot be told.
    case damaged
}
