package io.bailiwick.service;

import java.util.List;

/**
 * The topics of a service; each service produces one such bean.
 *
 * @param owned those it alone writes: compacted, made by it where they are missing
 * @param deadLetters those it parks unreadable records on: made by it, not compacted
 * @param read those of others that it reads: waited for
 */
public record TopicPlan(List<String> owned, List<String> deadLetters, List<String> read) {}
