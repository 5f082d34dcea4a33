/// All decoders. A new one is one file and one line here.
enum DecoderList {
  /// Of text.
  static let text: [any TextDecoder] =
    [
      Base64Decoder(), HexDecoder(), HexPairsDecoder(), Base32Decoder(), NumberListDecoder(),
      PercentDecoder(),
      BackslashDecoder(), CmdVariableDecoder(), ScriptDecoder(), TurnedTextDecoder(), WideTextDecoder(),
    ] + EscapeSignDecoder.all + [EntityDecoder()]

  /// Of bytes.
  static let bytes: [any BytesDecoder] =
    [GzipDecoder(), DeflateDecoder(), ZipDecoder(), TarDecoder()] + CompressedDecoder.all + [XORDecoder()]
}
