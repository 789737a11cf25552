namespace Surety.Text;

/// <summary>A piece of an agreement's text, with its place and comments. Closed: mapping, sequence and scalar are all there are.</summary>
public abstract record Node
{
    private Node(Location at) => At = at;

    /// <summary>Where its first character stands.</summary>
    public Location At { get; }

    /// <summary>Keys and their values, in the order of the text; each key once.</summary>
    public sealed record Mapping : Node
    {
        internal Mapping(Location at, ValueList<Entry> entries) : base(at) => Entries = entries;

        /// <summary>The lines; may be empty.</summary>
        public ValueList<Entry> Entries { get; }

        /// <summary>Finds the value of a key.</summary>
        /// <returns><c>null</c> where the key does not stand.</returns>
        public Node? Find(string key) => Entries.FirstOrDefault(e => e.Key.Text == key)?.Value;
    }

    /// <summary>A list.</summary>
    public sealed record Sequence : Node
    {
        internal Sequence(Location at, ValueList<Node> items, bool isFlow) : base(at) => (Items, IsFlow) = (items, isFlow);

        /// <summary>The items, in the order of the text; may be empty.</summary>
        public ValueList<Node> Items { get; }

        /// <summary>Whether it is written <c>[a, b]</c>.</summary>
        public bool IsFlow { get; }
    }

    /// <summary>Text. Whether it is a number or a date is for the grammar to say, not for YAML.</summary>
    public sealed record Scalar : Node
    {
        readonly SourceText source;
        readonly int start;

        internal Scalar(SourceText source, int start, string text, ScalarStyle style, Comments comments) : base(source.LocationOf(start)) =>
            (this.source, this.start, Text, Style, Comments) = (source, start, text, style, comments);

        /// <summary>The text; empty where nothing stands after a key.</summary>
        public string Text { get; }

        /// <summary>How it is written.</summary>
        public ScalarStyle Style { get; }

        /// <summary>The comments that belong to it; those above an entry or an item stand with its first scalar.</summary>
        public Comments Comments { get; }

        /// <summary>Finds where a character of the text stands in the file.</summary>
        /// <param name="index">From 0, up to the length of the text, which is the place after its last character.</param>
        /// <remarks>
        /// Signs that show are the same in text and file, in the same order, whatever folding and indentation did to the space between:
        /// so it counts them. An escape in double quotes counts as the one sign it stands for.
        /// </remarks>
        public Location LocationAt(int index)
        {
            var at = ContentStart();
            var wanted = Text.AsSpan(0, Math.Min(index, Text.Length));
            var spaces = 0;
            while (spaces < wanted.Length && wanted[^(spaces + 1)] is ' ' or '\n' or '\t') spaces++;
            var signs = 0;
            foreach (var c in wanted)
                if (c is not (' ' or '\n' or '\t')) signs++;
            while (signs > 0 && at < source.Text.Length)
            {
                var (sign, length) = SignAt(at);
                if (sign is not (' ' or '\n' or '\t')) signs--;
                at += length;
            }
            return source.LocationOf(Math.Min(source.Text.Length, IsSignNext(index) ? SkipSpace(at) : at + SpacesOnLine(at, spaces)));
        }

        bool IsSignNext(int index) => index < Text.Length && Text[index] is not (' ' or '\n' or '\t');

        int ContentStart()
        {
            if (Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted) return start + 1;
            if (Style is ScalarStyle.Plain) return start;
            var end = source.Text.IndexOf('\n', start);
            return end < 0 ? source.Text.Length : end + 1;
        }

        int SkipSpace(int at)
        {
            while (at < source.Text.Length && SignAt(at) is (' ' or '\n' or '\t', var length)) at += length;
            return at;
        }

        int SpacesOnLine(int at, int wanted)
        {
            var count = 0;
            while (count < wanted && at + count < source.Text.Length && source.Text[at + count] is ' ' or '\t') count++;
            return count;
        }

        (char Sign, int Length) SignAt(int at)
        {
            var c = source.Text[at];
            if (Style == ScalarStyle.SingleQuoted && c == '\'') return (c, 2);
            if (Style != ScalarStyle.DoubleQuoted || c != '\\' || at + 1 == source.Text.Length) return (c, 1);
            return source.Text[at + 1] switch
            {
                ' ' or '\t' or 'n' or 't' or '\n' => (' ', 2),
                'x' => ('x', 4),
                'u' => ('u', 6),
                'U' => ('U', 10),
                var other => (other, 2),
            };
        }
    }
}

/// <summary>A key of a mapping and what stands behind it.</summary>
/// <param name="Key">The key, never empty.</param>
/// <param name="Value">The value; an empty scalar where nothing stands.</param>
public sealed record Entry(Node.Scalar Key, Node Value);

/// <summary>Comments around a scalar, each with its <c>#</c>.</summary>
/// <param name="Before">Those on lines of their own above it; may be empty.</param>
/// <param name="After">The one behind it on its line, if any.</param>
public readonly record struct Comments(ValueList<string> Before, string? After);

/// <summary>How a scalar is written.</summary>
public enum ScalarStyle
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>Between single quotes.</summary>
    SingleQuoted,

    /// <summary>Between double quotes, with escapes.</summary>
    DoubleQuoted,

    /// <summary>As a block whose line ends count, after <c>|</c>.</summary>
    Literal,

    /// <summary>As a block whose lines are joined, after <c>></c>.</summary>
    Folded,
}
