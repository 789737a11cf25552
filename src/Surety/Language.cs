namespace Surety;

/// <summary>A language in which Surety tells people something. Closed: these are all there are.</summary>
/// <remarks>Documents that are hashed, signed or read by machines are in English for ever.</remarks>
public sealed record Language
{
    Language(string tag) => Tag = tag;

    /// <summary>English, the language of whatever does not say another.</summary>
    public static Language English { get; } = new("en");

    /// <summary>German.</summary>
    public static Language German { get; } = new("de");

    /// <summary>All of them, English first.</summary>
    public static ValueList<Language> All { get; } = [English, German];

    /// <summary>Its tag after BCP 47: <c>en</c>, <c>de</c>.</summary>
    public string Tag { get; }

    /// <summary>Finds a language by its tag.</summary>
    /// <param name="tag">In any case; further subtags are passed over, so that <c>de-AT</c> is German.</param>
    /// <returns><c>null</c>: there is none of that tag.</returns>
    public static Language? Of(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return All.FirstOrDefault(l => tag.Equals(l.Tag, StringComparison.OrdinalIgnoreCase) || tag.StartsWith(l.Tag + "-", StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public override string ToString() => Tag;
}
