extension RawSpan {
    /// The byte at `offset`.
    func byte(at offset: Int) -> UInt8 {
        // The call checks the bounds, and every bit pattern is a UInt8.
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
