using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Surety.Text;

/// <summary>A scanner that puts comments aside, so that the parser does not meet them: it loses its way between comments and lists.</summary>
/// <param name="scanner">One that does not skip comments.</param>
internal sealed class CommentsAside(Scanner scanner) : IScanner
{
    /// <summary>Those met so far, in the order of the text.</summary>
    public List<Comment> Comments { get; } = [];

    /// <inheritdoc/>
    public Mark CurrentPosition => scanner.CurrentPosition;

    /// <inheritdoc/>
    public YamlDotNet.Core.Tokens.Token? Current => scanner.Current;

    /// <inheritdoc/>
    public bool MoveNext()
    {
        if (scanner.Current is not null) scanner.ConsumeCurrent();
        return MoveNextWithoutConsuming();
    }

    /// <inheritdoc/>
    public bool MoveNextWithoutConsuming()
    {
        while (scanner.MoveNextWithoutConsuming())
        {
            if (scanner.Current is not Comment comment) return true;
            Comments.Add(comment);
            scanner.ConsumeCurrent();
        }
        return false;
    }

    /// <inheritdoc/>
    public void ConsumeCurrent() => scanner.ConsumeCurrent();
}
