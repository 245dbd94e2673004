// Made by `npm run generate:tiktok` from the platform OpenAPI in @tts-open-toolkit/cli (MIT) and
// scripts/openapi-additions.json. Do not edit.
export interface operations {
    set_open_collaboration_settings: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    auto_add_product?: {
                        /** Format: int64 */
                        commission_rate?: number;
                        enable?: boolean;
                    };
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: Record<string, never>;
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_open_collaboration_settings: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            open_collaboration_settings?: {
                                auto_add_product?: {
                                    /** Format: int64 */
                                    commission_rate?: number;
                                    enable?: boolean;
                                };
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    remove_open_collaboration: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                product_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            /** Format: int64 */
                            terminated_effective_time?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_sample_content: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    content_format?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            fulfillments?: {
                                content?: {
                                    /** Format: int32 */
                                    comment_count?: number;
                                    /** Format: int64 */
                                    create_time?: number;
                                    description?: string;
                                    format?: string;
                                    id?: string;
                                    /** Format: int32 */
                                    like_count?: number;
                                    /** Format: int64 */
                                    live_end_time?: number;
                                    page_link?: string;
                                    /** Format: int32 */
                                    paid_order_count?: number;
                                    url?: string;
                                    /** Format: int32 */
                                    view_count?: number;
                                };
                                product?: {
                                    id?: string;
                                    main_image_url?: string;
                                };
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    remove_target_collaboration: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                target_collaboration_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: Record<string, never>;
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_sample_rules: {
        parameters: {
            query: {
                product_ids: string[];
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            sample_rules?: {
                                /** Format: int32 */
                                available_quantity?: number;
                                /** Format: int64 */
                                end_time?: number;
                                is_sample_time_unlimited?: boolean;
                                product_id?: string;
                                /** Format: int32 */
                                sample_quota?: number;
                                /** Format: int64 */
                                start_time?: number;
                                status?: string;
                                thresholds?: {
                                    /** Format: int32 */
                                    avg_ec_video_views?: number;
                                    category_ids?: string[];
                                    /** Format: int32 */
                                    minimum_follower_count?: number;
                                    /** Format: int32 */
                                    minimum_gmv?: number;
                                    predicted_fulfillment_rank?: string;
                                };
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    set_sample_rule: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    product_id: string;
                    sample_rule?: {
                        activate_status: string;
                        /** Format: int64 */
                        end_time?: number;
                        is_sample_time_unlimited?: boolean;
                        /** Format: int32 */
                        sample_quota?: number;
                        /** Format: int64 */
                        start_time?: number;
                        thresholds?: {
                            /** Format: int32 */
                            avg_ec_video_views?: number;
                            category_ids?: string[];
                            /** Format: int32 */
                            minimum_follower_count?: number;
                            /** Format: int32 */
                            minimum_gmv?: number;
                            predicted_fulfillment_rank?: string;
                        };
                    };
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: Record<string, never>;
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_affiliate_orders: {
        parameters: {
            query: {
                page_size: number;
                page_token?: string;
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** Format: int64 */
                    create_time_ge?: number;
                    /** Format: int64 */
                    create_time_lt?: number;
                    program_id?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            next_page_token?: string;
                            orders?: {
                                /** Format: int64 */
                                create_time?: number;
                                /** Format: int64 */
                                delivery_time?: number;
                                id?: string;
                                skus?: {
                                    actual_cofunded_creator_bonus_amount?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    actual_commission_base?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    actual_paid_commission?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    actual_paid_partner_commission?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    actual_paid_shop_ads_commission?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    campaign_id?: string;
                                    commission_model?: string;
                                    commission_rate?: string;
                                    commission_tier_setting?: string;
                                    content_id?: string;
                                    content_type?: string;
                                    creator_username?: string;
                                    estimated_cofunded_creator_bonus_amount?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    estimated_commission_base?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    estimated_paid_commission?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    estimated_paid_partner_commission?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    estimated_paid_shop_ads_commission?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    fully_return?: boolean | string;
                                    open_collaboration_id?: string;
                                    partner_commission_rate?: string;
                                    price?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    product_id?: string;
                                    /** Format: int32 */
                                    quantity?: number;
                                    /** Format: int32 */
                                    refunded_quantity?: number;
                                    /** Format: int32 */
                                    returned_quantity?: number;
                                    settlement_status?: string;
                                    shop_ads_commission_rate?: string;
                                    sku_id?: string;
                                    target_collaboration_id?: string;
                                }[];
                                status?: string;
                            }[];
                            /** Format: int64 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    read_messages: {
        parameters: {
            query: {
                page_size: number;
                page_token?: string;
                shop_cipher?: string;
            };
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            has_more?: boolean;
                            messages?: {
                                conversation_index?: string;
                                message_body?: {
                                    content?: string;
                                    conversation_id?: string;
                                    /** Format: int64 */
                                    create_time?: number;
                                    id?: string;
                                    sender_id?: string;
                                    type?: string;
                                };
                            }[];
                            next_page_token?: string;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    list_conversations: {
        parameters: {
            query: {
                conversation_status?: string;
                only_need_conversation_id?: boolean;
                page_size: number;
                page_token?: string;
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    only_need_conversation_id?: boolean;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            conversations?: {
                                avatar?: string;
                                creator_im_id?: string;
                                id?: string;
                                /** Format: int64 */
                                unread_count?: number;
                                username?: string;
                            }[];
                            has_more?: boolean;
                            next_page_token?: string;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    send_message: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    content: string;
                    msg_type: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            message_id?: string;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    mark_conversations_read: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    conversation_ids?: string[];
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            failed_conversation_ids?: string[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    set_open_collaboration: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** Format: int64 */
                    commission_rate: number;
                    product_id: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            open_collaboration?: {
                                /** Format: int64 */
                                effective_time?: number;
                                id?: string;
                                product_id?: string;
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_open_collaborations: {
        parameters: {
            query: {
                page_size: number;
                page_token?: string;
                shop_cipher?: string;
                sort_field?: string;
                sort_order?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    keyword?: string;
                    keyword_type?: string;
                    top_level_category_id?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            next_page_token?: string;
                            open_collaborations?: {
                                /** Format: int64 */
                                content_creator_count?: number;
                                current_commission?: {
                                    /** Format: int64 */
                                    end_time?: number;
                                    /** Format: int64 */
                                    rate?: number;
                                    /** Format: int64 */
                                    start_time?: number;
                                };
                                id?: string;
                                product?: {
                                    id?: string;
                                    /** Format: int64 */
                                    inventory?: number;
                                    main_image_url?: string;
                                    original_price?: {
                                        currency?: string;
                                        maximum_amount?: string;
                                        minimum_amount?: string;
                                    };
                                    status?: string;
                                    title?: string;
                                };
                                /** Format: int64 */
                                showcase_creator_count?: number;
                                status?: string;
                            }[];
                            /** Format: int64 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    review_sample_application: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reject_reason?: string;
                    review_result: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: Record<string, never>;
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    open_conversation: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    creator_open_id: string;
                    only_need_conversation_id?: boolean;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            avatar?: string;
                            conversation_id?: string;
                            creator_im_id?: string;
                            is_new?: boolean;
                            /** Format: int64 */
                            unread_count?: number;
                            username?: string;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    remove_open_collaboration_creator: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                open_collaboration_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    creator_user_open_id: string;
                    product_id: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: Record<string, never>;
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    list_open_content_counts: {
        parameters: {
            query: {
                page_size: number;
                page_token?: string;
                product_id: string;
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            creator_content_details?: {
                                creator_profile?: {
                                    avatar?: {
                                        url?: string;
                                    };
                                    creator_open_id?: string;
                                    /** Format: int32 */
                                    follower_count?: number;
                                    nickname?: string;
                                    username?: string;
                                };
                                /** Format: int32 */
                                live_count?: number;
                                /** Format: int64 */
                                promotion_end_time?: number;
                                promotion_status?: string;
                                /** Format: int32 */
                                video_count?: number;
                            }[];
                            next_page_token?: string;
                            product?: {
                                id?: string;
                                image_url?: string;
                            };
                            /** Format: int64 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_sample_applications: {
        parameters: {
            query?: {
                page_size?: number;
                page_token?: string;
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    creator_user_oepn_id?: string;
                    order_id?: string;
                    product_id?: string;
                    status?: string;
                    target_collabration_id?: string;
                    title?: string;
                    username?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            next_page_token?: string;
                            sample_applications?: {
                                /** Format: int64 */
                                approve_expiration_time?: number;
                                /** Format: int32 */
                                available_quantity?: number;
                                commission_rate?: string;
                                creator?: {
                                    avatar_url?: string;
                                    /** Format: int32 */
                                    content_count?: number;
                                    creator_open_id?: string;
                                    /** Format: int32 */
                                    ec_video_view?: number;
                                    /** Format: int64 */
                                    follower_count?: number;
                                    fulfillment_percentage?: string;
                                    gmv?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    nickname?: string;
                                    username?: string;
                                };
                                disapprovable_reasons?: string[];
                                fulfillment_status?: string;
                                id?: string;
                                is_approvable?: boolean;
                                order_id?: string;
                                partner_name?: string;
                                product?: {
                                    id?: string;
                                    sku_id?: string;
                                    sku_image_url?: string;
                                    sku_name?: string;
                                    title?: string;
                                };
                                /** Format: int64 */
                                shipment_expiration_time?: number;
                                status?: string;
                                tracking_number?: string;
                            }[];
                            /** Format: int64 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    create_target_collaboration: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    creator_user_open_ids: string[];
                    end_time: string;
                    free_sample_rule: {
                        has_free_sample: boolean;
                        is_sample_approval_exempt: boolean;
                    };
                    message?: string;
                    name: string;
                    products: {
                        id: string;
                        /** Format: int32 */
                        shop_ads_commission_rate?: number;
                        /** Format: int64 */
                        target_commission_rate: number;
                    }[];
                    seller_contact_info: {
                        email: string;
                    };
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            invalid_open_id_list?: string[];
                            invalid_product_id_list?: string[];
                            target_collaboration?: {
                                /** Format: int64 */
                                create_time?: number;
                                id?: string;
                            };
                            target_collaboration_conflicts?: {
                                creator_user_open_id?: string;
                                product_id?: string;
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_target_collaboration: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                target_collaboration_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            target_collaboration?: {
                                /** Format: int64 */
                                content_creator_count?: number;
                                /** Format: int64 */
                                creator_invited_count?: number;
                                creators?: {
                                    avatar?: {
                                        url?: string;
                                    };
                                    collaboration_status?: string;
                                    /** Format: int64 */
                                    content_product_count?: number;
                                    creator_open_id?: string;
                                    nickname?: string;
                                    product_effective_status?: string;
                                    selection_region?: string;
                                    /** Format: int64 */
                                    showcase_product_count?: number;
                                    username?: string;
                                }[];
                                /** Format: int64 */
                                end_time?: number;
                                free_sample_rule?: {
                                    has_free_sample?: boolean;
                                    is_sample_approval_exempt?: boolean;
                                };
                                id?: string;
                                message?: string;
                                name?: string;
                                /** Format: int64 */
                                product_count?: number;
                                products?: {
                                    collaboration_status?: string;
                                    commission?: {
                                        currency?: string;
                                        effective_time?: string;
                                        maximum_amount?: string;
                                        minimum_amount?: string;
                                        /** Format: int64 */
                                        rate?: number;
                                        /** Format: int32 */
                                        shop_ads_commission_rate?: number;
                                    };
                                    commission_effective_status?: string;
                                    id?: string;
                                    main_image_url?: string;
                                    original_price?: {
                                        currency?: string;
                                        maximum_amount?: string;
                                        minimum_amount?: string;
                                    };
                                    status?: string;
                                    title?: string;
                                }[];
                                seller_contact_info?: {
                                    email?: string;
                                };
                                /** Format: int64 */
                                showcase_creator_count?: number;
                                /** Format: int64 */
                                start_time?: number;
                                type?: string;
                                /** Format: int64 */
                                update_time?: number;
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    update_target_collaboration: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                target_collaboration_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    creator_user_open_ids: string[];
                    end_time: string;
                    free_sample_rule: {
                        has_free_sample: boolean;
                        is_sample_approval_exempt: boolean;
                    };
                    name: string;
                    products: {
                        /** Format: int64 */
                        commission_rate: number;
                        id: string;
                        /** Format: int32 */
                        target_ad_commission_rate?: number;
                    }[];
                    seller_contact_info: {
                        email: string;
                    };
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            target_collaboration_conflicts?: {
                                creator_user_open_id?: string;
                                product_id?: string;
                            }[];
                            update_failed?: {
                                add_creator_open_ids?: string[];
                                add_products?: {
                                    /** Format: int64 */
                                    commission_rate?: number;
                                    id?: string;
                                };
                                change_commissions?: {
                                    /** Format: int64 */
                                    commission_rate?: number;
                                    product_id?: string;
                                };
                                /** Format: int64 */
                                end_time?: number;
                                name?: string;
                                remove_creator_open_ids?: string[];
                                remove_product_ids?: string[];
                                seller_contact_info?: {
                                    email?: string;
                                };
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_target_collaborations: {
        parameters: {
            query?: {
                page_size?: number;
                page_token?: string;
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    collaboration_status: string;
                    creator_accept_status?: string;
                    creator_user_open_id?: string;
                    free_sample_setting?: string;
                    search_param?: {
                        keyword: string;
                        keyword_type: string;
                    };
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            next_page_token?: string;
                            target_collaborations?: {
                                /** Format: int64 */
                                content_creator_count?: number;
                                /** Format: int64 */
                                creator_inivited_count?: number;
                                /** Format: int64 */
                                end_time?: number;
                                free_sample_rule?: {
                                    has_free_sample?: boolean;
                                    is_sample_approval_exempt?: boolean;
                                };
                                id?: string;
                                message?: string;
                                name?: string;
                                /** Format: int64 */
                                product_count?: number;
                                /** Format: int64 */
                                showcase_creator_count?: number;
                                /** Format: int64 */
                                start_time?: number;
                                type?: string;
                                /** Format: int64 */
                                update_time?: number;
                            }[];
                            /** Format: int64 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    create_target_collaboration_link: {
        parameters: {
            query: {
                shop_cipher: string;
            };
            header?: never;
            path: {
                target_collaboration_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            link?: string;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    create_sample_link: {
        parameters: {
            query: {
                campaign_id?: string;
                collaboration_id?: string;
                product_id: string;
                shop_cipher?: string;
                sku_id: string;
                valid_days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            deeplink?: string;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    check_target_conflicts: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    creator_open_id_list: string[];
                    product_id_list: string[];
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: number;
                        data?: {
                            conflict_items?: {
                                creator_open_id?: string;
                                existing_collaboration_id?: string;
                                product_id?: string;
                            }[];
                            has_conflict?: boolean;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_outreach_quota: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: number;
                        data?: {
                            data?: {
                                end_time?: string;
                                gmv_level_rule?: Record<string, never>[];
                                gmv_tier?: string;
                                new_connect_count?: string;
                                pair_connect_count?: string;
                                quota_sum?: string;
                                quota_type?: string;
                                quota_use?: string;
                                reached_max_follower_cnt?: boolean;
                                shop_id?: string;
                                start_time?: string;
                                unlimited?: boolean;
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_creator_performance: {
        parameters: {
            query?: {
                data_groups?: string;
                shop_cipher?: string;
            };
            header?: never;
            path: {
                creator_user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            creator?: {
                                avatar?: {
                                    url?: string;
                                };
                                /** Format: int64 */
                                avg_commission_rate?: number;
                                avg_commission_rate_range?: {
                                    /** Format: int64 */
                                    maximum_amount?: number;
                                    /** Format: int64 */
                                    minimum_amount?: number;
                                };
                                /** Format: int64 */
                                avg_ec_live_comment_count?: number;
                                /** Format: int64 */
                                avg_ec_live_like_count?: number;
                                /** Format: int64 */
                                avg_ec_live_share_count?: number;
                                /** Format: int64 */
                                avg_ec_live_view_count?: number;
                                /** Format: int64 */
                                avg_ec_video_comment_count?: number;
                                /** Format: int64 */
                                avg_ec_video_like_count?: number;
                                /** Format: int64 */
                                avg_ec_video_play_count?: number;
                                /** Format: int64 */
                                avg_ec_video_share_count?: number;
                                avg_gmv_per_buyer?: {
                                    amount?: string;
                                    currency?: string;
                                };
                                avg_gmv_per_buyer_range?: {
                                    currency?: string;
                                    formatted_range?: string;
                                    maximum_amount?: string;
                                    minimum_amount?: string;
                                };
                                bio_description?: string;
                                /** Format: int64 */
                                brand_collaboration_count?: number;
                                category_gmv_distribution?: {
                                    category_id?: string;
                                    value?: string;
                                }[];
                                category_ids?: string[];
                                content_gmv_distribution?: {
                                    content_type?: string;
                                    value?: string;
                                }[];
                                /** Format: int64 */
                                ec_live_count?: number;
                                ec_live_engagement_rate?: string;
                                /** Format: int64 */
                                ec_video_count?: number;
                                ec_video_engagement_rate?: string;
                                follower_age?: {
                                    key?: string;
                                    value?: string;
                                }[];
                                /** Format: int64 */
                                follower_count?: number;
                                follower_gender?: {
                                    key?: string;
                                    value?: string;
                                }[];
                                follower_location?: {
                                    key?: string;
                                    value?: string;
                                }[];
                                gmv?: {
                                    amount?: string;
                                    currency?: string;
                                };
                                gmv_range?: {
                                    currency?: string;
                                    formatted_range?: string;
                                    maximum_amount?: string;
                                    minimum_amount?: string;
                                };
                                gpm?: {
                                    amount?: string;
                                    currency?: string;
                                };
                                gpm_range?: {
                                    currency?: string;
                                    formatted_range?: string;
                                    maximum_amount?: string;
                                    minimum_amount?: string;
                                };
                                live_gmv?: {
                                    amount?: string;
                                    currency?: string;
                                };
                                live_gpm?: {
                                    amount?: string;
                                    currency?: string;
                                };
                                live_gpm_range?: {
                                    currency?: string;
                                    formatted_range?: string;
                                    maximum_amount?: string;
                                    minimum_amount?: string;
                                };
                                nickname?: string;
                                post_rate?: string;
                                pps?: string;
                                product_original_price_range?: {
                                    currency?: string;
                                    maximum_amount?: string;
                                    minimum_amount?: string;
                                };
                                profile_tt_uri?: string;
                                /** Format: int64 */
                                promoted_product_num?: number;
                                rating?: string;
                                selection_region?: string;
                                top_collaborated_brand_ids?: string[];
                                /** Format: int64 */
                                units_sold?: number;
                                units_sold_range?: {
                                    formatted_range?: string;
                                    /** Format: int64 */
                                    maximum_amount?: number;
                                    /** Format: int64 */
                                    minimum_amount?: number;
                                };
                                username?: string;
                                video_gmv?: {
                                    amount?: string;
                                    currency?: string;
                                };
                                video_gpm?: {
                                    amount?: string;
                                    currency?: string;
                                };
                                video_gpm_range?: {
                                    currency?: string;
                                    formatted_range?: string;
                                    maximum_amount?: string;
                                    minimum_amount?: string;
                                };
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_marketplace_creators: {
        parameters: {
            query: {
                page_size: number;
                page_token?: string;
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    advanced_filters?: {
                        category_pro?: string[];
                        creator_level?: string[];
                        language?: string[];
                    };
                    affiliate_data?: {
                        avg_commission_rate?: string;
                        creator_agency_staus?: string;
                        is_fast_growing?: boolean;
                        not_invited_l90_days?: boolean;
                        post_rate?: string;
                    };
                    category?: {
                        child_category_id_list?: string[];
                        parent_category_id?: string;
                    }[];
                    content_performance?: {
                        avg_engagement_rate?: string;
                        avg_live_avg_viewers_ge?: string;
                        avg_shopable_engagement_rate?: string;
                        avg_shoppable_live_avg_viewers_ge?: string;
                        avg_shoppable_video_views?: string;
                        avg_video_views?: string;
                    };
                    data_groups?: string[];
                    follower_demographics?: {
                        age_ranges?: string[];
                        count_range?: {
                            /** Format: int64 */
                            count_ge?: number;
                            /** Format: int64 */
                            count_le?: number;
                        };
                        gender_distribution?: {
                            gender?: string;
                            /** Format: int64 */
                            percentage_ge?: number;
                        };
                    };
                    gmv_ranges?: string[];
                    keyword?: string;
                    search_key?: string;
                    units_sold_ranges?: string[];
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            creators?: {
                                avatar?: {
                                    url?: string;
                                };
                                /** Format: int64 */
                                avg_ec_live_uv?: number;
                                /** Format: int64 */
                                avg_ec_video_view_count?: number;
                                category_ids?: string[];
                                creator_open_id?: string;
                                /** Format: int64 */
                                follower_count?: number;
                                gmv?: {
                                    amount?: string;
                                    currency?: string;
                                };
                                gmv_range?: {
                                    currency?: string;
                                    formatted_range?: string;
                                    maximum_amount?: string;
                                    minimum_amount?: string;
                                };
                                live_gmv?: {
                                    amount?: string;
                                    currency?: string;
                                };
                                nickname?: string;
                                selection_region?: string;
                                top_follower_demographics?: {
                                    age_ranges?: string[];
                                    major_gender?: {
                                        gender?: string;
                                        /** Format: int64 */
                                        percentage?: number;
                                    };
                                };
                                units_sold_range?: {
                                    formatted_range?: string;
                                    /** Format: int64 */
                                    maximum_amount?: number;
                                    /** Format: int64 */
                                    minimum_amount?: number;
                                };
                                username?: string;
                                video_gmv?: {
                                    amount?: string;
                                    currency?: string;
                                };
                            }[];
                            next_page_token?: string;
                            search_key?: string;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    upload_message_image: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    data: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            /** Format: int32 */
                            height?: number;
                            url?: string;
                            /** Format: int32 */
                            width?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    list_live_performance: {
        parameters: {
            query: {
                account_type?: string;
                currency?: string;
                end_date_lt: string;
                page_size?: number;
                page_token?: string;
                shop_cipher?: string;
                sort_field?: string;
                sort_order?: string;
                start_date_ge: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            latest_available_date?: string;
                            live_stream_sessions?: {
                                end_time?: string;
                                id?: string;
                                interaction_performance?: {
                                    /** Format: int64 */
                                    acu?: number;
                                    avg_viewing_duration?: string;
                                    click_through_rate?: string;
                                    /** Format: int64 */
                                    comments?: number;
                                    /** Format: int64 */
                                    likes?: number;
                                    /** Format: int64 */
                                    new_followers?: number;
                                    /** Format: int64 */
                                    pcu?: number;
                                    /** Format: int64 */
                                    product_clicks?: number;
                                    /** Format: int64 */
                                    product_impressions?: number;
                                    /** Format: int64 */
                                    shares?: number;
                                    /** Format: int64 */
                                    viewers?: number;
                                    /** Format: int64 */
                                    views?: number;
                                };
                                sales_performance?: {
                                    "24h_live_gmv"?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    avg_price?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    click_to_order_rate?: string;
                                    /** Format: int64 */
                                    created_sku_orders?: number;
                                    /** Format: int64 */
                                    customers?: number;
                                    /** Format: int64 */
                                    different_products_sold?: number;
                                    gmv?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    /** Format: int64 */
                                    items_sold?: number;
                                    /** Format: int64 */
                                    products_added?: number;
                                    /** Format: int64 */
                                    sku_orders?: number;
                                };
                                start_time?: string;
                                title?: string;
                                username?: string;
                            }[];
                            next_page_token?: string;
                            /** Format: int64 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_product_performance: {
        parameters: {
            query: {
                currency?: string;
                end_date_lt: string;
                granularity?: string;
                shop_cipher?: string;
                start_date_ge: string;
            };
            header?: never;
            path: {
                product_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            latest_available_date?: string;
                            performance?: {
                                intervals?: {
                                    cancel_and_refunds?: {
                                        /** Format: int64 */
                                        canceled?: number;
                                        /** Format: int64 */
                                        refunded?: number;
                                        /** Format: int64 */
                                        replacements?: number;
                                        /** Format: int64 */
                                        returned?: number;
                                    };
                                    end_date?: string;
                                    sales?: {
                                        breakdowns?: {
                                            content_type?: string;
                                            sales?: {
                                                /** Format: int64 */
                                                avg_customers?: number;
                                                gmv?: {
                                                    amount?: string;
                                                    currency?: string;
                                                };
                                                /** Format: int64 */
                                                items_sold?: number;
                                            };
                                        }[];
                                        gmv?: {
                                            amount?: string;
                                            currency?: string;
                                        };
                                        /** Format: int64 */
                                        items_sold?: number;
                                        /** Format: int64 */
                                        orders?: number;
                                    };
                                    start_date?: string;
                                    traffic?: {
                                        breakdowns?: {
                                            content_type?: string;
                                            traffic?: {
                                                avg_conversion_rate?: string;
                                                /** Format: int64 */
                                                avg_unique_page_views?: number;
                                                ctr?: string;
                                                /** Format: int64 */
                                                impressions?: number;
                                                /** Format: int64 */
                                                page_views?: number;
                                            };
                                        }[];
                                    };
                                }[];
                                ratings?: {
                                    /** Format: int64 */
                                    count?: number;
                                    percentage?: string;
                                    stars?: string;
                                }[];
                                top_contents?: {
                                    contents?: {
                                        content_id?: string;
                                        gmv?: {
                                            amount?: string;
                                            currency?: string;
                                        };
                                        /** Format: int64 */
                                        items_sold?: number;
                                    }[];
                                    type?: string;
                                }[];
                                top_creators?: {
                                    creator_name?: string;
                                    creator_open_id?: string;
                                    creator_profile?: string;
                                    gmv?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    /** Format: int64 */
                                    items_sold?: number;
                                }[];
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_video_performance: {
        parameters: {
            query: {
                currency?: string;
                end_date_lt: string;
                granularity?: string;
                shop_cipher?: string;
                start_date_ge: string;
            };
            header?: never;
            path: {
                video_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            latest_available_date?: string;
                            performance?: {
                                intervals?: {
                                    end_date?: string;
                                    sales?: {
                                        breakdowns?: {
                                            ctr?: string;
                                            /** Format: int64 */
                                            customers?: number;
                                            gmv?: {
                                                amount?: string;
                                                currency?: string;
                                            };
                                            gpm?: {
                                                amount?: string;
                                                currency?: string;
                                            };
                                            /** Format: int64 */
                                            items_sold?: number;
                                            /** Format: int64 */
                                            product_clicks?: number;
                                            product_id?: string;
                                            /** Format: int64 */
                                            product_impressions?: number;
                                        }[];
                                        overall?: {
                                            ctr?: string;
                                            /** Format: int64 */
                                            customers?: number;
                                            gmv?: {
                                                amount?: string;
                                                currency?: string;
                                            };
                                            gpm?: {
                                                amount?: string;
                                                currency?: string;
                                            };
                                            /** Format: int64 */
                                            items_sold?: number;
                                            /** Format: int64 */
                                            product_clicks?: number;
                                            /** Format: int64 */
                                            product_impressions?: number;
                                        };
                                    };
                                    start_date?: string;
                                    traffic?: {
                                        /** Format: int64 */
                                        comments?: number;
                                        /** Format: int64 */
                                        likes?: number;
                                        /** Format: int64 */
                                        new_followers?: number;
                                        /** Format: int64 */
                                        shares?: number;
                                        /** Format: int64 */
                                        views?: number;
                                    };
                                }[];
                                viewer_profile?: {
                                    age_distribution?: {
                                        age?: string;
                                        percentage?: string;
                                    }[];
                                    country_distribution?: {
                                        country_code?: string;
                                        percentage?: string;
                                    }[];
                                    gender_distribution?: {
                                        gender?: string;
                                        percentage?: string;
                                    }[];
                                    type?: string;
                                }[];
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_shop_performance: {
        parameters: {
            query: {
                currency?: string;
                end_date_lt: string;
                granularity?: string;
                shop_cipher?: string;
                start_date_ge: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            latest_available_date?: string;
                            performance?: {
                                intervals?: {
                                    end_date?: string;
                                    sales?: {
                                        /** Format: int64 */
                                        avg_customers_count?: number;
                                        gmv?: {
                                            breakdowns?: {
                                                gmv?: {
                                                    amount?: string;
                                                    currency?: string;
                                                };
                                                type?: string;
                                            }[];
                                            overall?: {
                                                amount?: string;
                                                currency?: string;
                                            };
                                        };
                                        gross_revenue?: {
                                            breakdowns?: {
                                                percentage?: string;
                                                type?: string;
                                            }[];
                                            overall?: {
                                                amount?: string;
                                                currency?: string;
                                            };
                                        };
                                        /** Format: int64 */
                                        items_sold?: number;
                                        /** Format: int64 */
                                        orders_count?: number;
                                        refunds?: {
                                            amount?: string;
                                            currency?: string;
                                        };
                                        /** Format: int64 */
                                        sku_orders_count?: number;
                                    };
                                    start_date?: string;
                                    traffic?: {
                                        avg_conversation_rate?: string;
                                        /** Format: int64 */
                                        avg_page_views?: number;
                                        /** Format: int64 */
                                        avg_visitors?: number;
                                    };
                                }[];
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    list_product_performance: {
        parameters: {
            query: {
                category_filter?: string[];
                currency?: string;
                end_date_lt: string;
                page_size?: number;
                page_token?: string;
                product_status_filter?: string;
                shop_cipher?: string;
                sort_field?: string;
                sort_order?: string;
                start_date_ge: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            latest_available_date?: string;
                            next_page_token?: string;
                            products?: {
                                affiliate_live_performance?: {
                                    live_attributed_gmv?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    /** Format: int64 */
                                    new_live_count?: number;
                                };
                                affiliate_total_performance?: {
                                    /** Format: int64 */
                                    add_cart_count?: number;
                                    add_cart_rate?: string;
                                    /** Format: int64 */
                                    add_cart_users?: number;
                                    aov?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    attributed_gmv?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    /** Format: int64 */
                                    attributed_orders?: number;
                                    /** Format: int64 */
                                    attributed_sku_orders?: number;
                                    /** Format: int64 */
                                    attributed_sold_items?: number;
                                    /** Format: int64 */
                                    avg_daily_creator_posted_content?: number;
                                    click_order_rate?: string;
                                    ctr?: string;
                                    /** Format: int64 */
                                    estimated_customers?: number;
                                    /** Format: int64 */
                                    product_clicks?: number;
                                    /** Format: int64 */
                                    product_impressions?: number;
                                    unique_atc_rate?: string;
                                    unique_click_order_rate?: string;
                                    /** Format: int64 */
                                    unique_clicks?: number;
                                    unique_ctr?: string;
                                    /** Format: int64 */
                                    unique_product_impressions?: number;
                                };
                                affiliate_video_performance?: {
                                    attributed_video_gmv?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    /** Format: int64 */
                                    new_video_count?: number;
                                };
                                id?: string;
                                overall_performance?: {
                                    gmv?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    /** Format: int64 */
                                    items_sold?: number;
                                    /** Format: int64 */
                                    orders?: number;
                                };
                                seller_live_performance?: {
                                    attributed_gmv?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    /** Format: int64 */
                                    attributed_orders?: number;
                                };
                                seller_product_card_performance?: {
                                    attributed_gmv?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    /** Format: int64 */
                                    attributed_orders?: number;
                                };
                                seller_video_performance?: {
                                    attributed_gmv?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    /** Format: int64 */
                                    attributed_orders?: number;
                                };
                                shop_tab_performance?: {
                                    /** Format: int64 */
                                    estimated_shop_tab_customers?: number;
                                    shop_tab_ctor_sku?: string;
                                    shop_tab_ctr?: string;
                                    shop_tab_gmv?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    /** Format: int64 */
                                    shop_tab_product_clicks?: number;
                                    /** Format: int64 */
                                    shop_tab_product_impressions?: number;
                                    /** Format: int64 */
                                    shop_tab_sold_items?: number;
                                    /** Format: int64 */
                                    unique_shop_tab_product_clicks?: number;
                                };
                                total_performance?: {
                                    /** Format: int64 */
                                    add_cart_count?: number;
                                    add_cart_rate?: string;
                                    /** Format: int64 */
                                    add_cart_users?: number;
                                    aov?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    click_order_rate?: string;
                                    ctr?: string;
                                    /** Format: int64 */
                                    estimated_customers?: number;
                                    gmv?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    gmv_incl_tax?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    gross_merchandise_value?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    /** Format: int64 */
                                    items_sold?: number;
                                    /** Format: int64 */
                                    orders?: number;
                                    /** Format: int64 */
                                    product_clicks?: number;
                                    /** Format: int64 */
                                    product_impressions?: number;
                                    /** Format: int64 */
                                    refund_customers?: number;
                                    /** Format: int64 */
                                    refunded_items?: number;
                                    refunds?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    shipping_fees?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    /** Format: int64 */
                                    sku_orders?: number;
                                    tax?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    unique_atc_rate?: string;
                                    unique_click_order_rate?: string;
                                    /** Format: int64 */
                                    unique_clicks?: number;
                                    unique_ctr?: string;
                                    /** Format: int64 */
                                    unique_product_impressions?: number;
                                };
                            }[];
                            /** Format: int32 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    list_video_performance: {
        parameters: {
            query: {
                account_type?: string;
                currency?: string;
                end_date_lt: string;
                page_size?: number;
                page_token?: string;
                shop_cipher?: string;
                sort_field?: string;
                sort_order?: string;
                start_date_ge: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            latest_available_date?: string;
                            next_page_token?: string;
                            /** Format: int64 */
                            total_count?: number;
                            videos?: {
                                /** Format: int64 */
                                avg_customers?: number;
                                click_through_rate?: string;
                                creator?: {
                                    author_type?: string;
                                    nick_name?: string;
                                    open_id?: string;
                                    user_name?: string;
                                };
                                /** Format: int64 */
                                duration?: number;
                                gmv?: {
                                    amount?: string;
                                    currency?: string;
                                };
                                gpm?: {
                                    amount?: string;
                                    currency?: string;
                                };
                                hash_tags?: string[];
                                id?: string;
                                /** Format: int64 */
                                items_sold?: number;
                                products?: {
                                    id?: string;
                                    name?: string;
                                }[];
                                /** Format: int64 */
                                sku_orders?: number;
                                title?: string;
                                username?: string;
                                video_post_time?: string;
                                /** Format: int64 */
                                views?: number;
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    list_authorized_shops: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            shops?: {
                                cipher?: string;
                                code?: string;
                                id?: string;
                                name?: string;
                                region?: string;
                                seller_type?: string;
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    list_webhooks: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            /** Format: int64 */
                            total_count?: number;
                            webhooks?: {
                                address?: string;
                                /** Format: int64 */
                                create_time?: number;
                                event_type?: string;
                                /** Format: int64 */
                                update_time?: number;
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    set_webhook: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    address?: string;
                    event_type?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: Record<string, never>;
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    remove_webhook: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    event_type?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: Record<string, never>;
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_platform_stock: {
        parameters: {
            query: {
                page_size: number;
                page_token?: string;
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    fbt_warehouse_ids?: string[];
                    goods_ids?: string[];
                    sku_ids?: string[];
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            inventory?: {
                                fbt_warehouse_id?: string;
                                goods?: {
                                    id?: string;
                                    name?: string;
                                    reference_code?: string;
                                    skus?: {
                                        id?: string;
                                        on_hand_detail?: {
                                            /** Format: int32 */
                                            available_quantity?: number;
                                            /** Format: int32 */
                                            reserved_quantity?: number;
                                            /** Format: int32 */
                                            total_quantity?: number;
                                        };
                                    }[];
                                };
                                /** Format: int32 */
                                in_transit_quantity?: number;
                                on_hand_detail?: {
                                    /** Format: int32 */
                                    available_quantity?: number;
                                    /** Format: int32 */
                                    reserved_quantity?: number;
                                    /** Format: int32 */
                                    total_quantity?: number;
                                    /** Format: int32 */
                                    unfulfillable_quantity?: number;
                                };
                            }[];
                            next_page_token?: string;
                            /** Format: int32 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    mark_package_shipped: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    order_line_item_ids?: string[];
                    shipping_provider_id: string;
                    tracking_number: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            order_id?: string;
                            order_line_item_ids?: string[];
                            package_id?: string;
                            warning?: {
                                message?: string;
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    correct_order_tracking: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    shipping_provider_id: string;
                    tracking_number: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: Record<string, never>;
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    list_shipping_services: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    dimension?: {
                        height?: string;
                        length?: string;
                        unit?: string;
                        width?: string;
                    };
                    order_line_item_ids?: string[];
                    weight?: {
                        unit?: string;
                        value?: string;
                    };
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            dimension?: {
                                height?: string;
                                length?: string;
                                unit?: string;
                                width?: string;
                            };
                            order_id?: string;
                            order_line_id?: string[];
                            shipping_services?: {
                                currency?: string;
                                /** Format: int32 */
                                earliest_delivery_days?: number;
                                id?: string;
                                is_default?: boolean;
                                /** Format: int32 */
                                latest_delivery_days?: number;
                                name?: string;
                                price?: string;
                                shipping_provider_id?: string;
                                shipping_provider_name?: string;
                            }[];
                            weight?: {
                                unit?: string;
                                value?: string;
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_order_tracking: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            tracking?: {
                                description?: string;
                                /** Format: int64 */
                                update_time_millis?: number;
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_package: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                package_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            /** Format: int64 */
                            create_time?: number;
                            delivery_option_id?: string;
                            delivery_option_name?: string;
                            dimension?: {
                                height?: string;
                                length?: string;
                                unit?: string;
                                width?: string;
                            };
                            handover_method?: string;
                            has_multi_skus?: boolean;
                            insurance?: {
                                claim_status?: string;
                                coverage_amount?: string;
                                is_claim_eligible?: boolean;
                                is_purchased?: boolean;
                            };
                            last_mile_tracking_number?: string;
                            note_tag?: string;
                            order_line_item_ids?: string[];
                            orders?: {
                                id?: string;
                                skus?: {
                                    id?: string;
                                    image_url?: string;
                                    name?: string;
                                    /** Format: int64 */
                                    quantity?: number;
                                }[];
                            }[];
                            package_id?: string;
                            package_status?: string;
                            pickup_slot?: {
                                /** Format: int64 */
                                end_time?: number;
                                /** Format: int64 */
                                start_time?: number;
                            };
                            recipient_address?: {
                                address_detail?: string;
                                address_line1?: string;
                                address_line2?: string;
                                address_line3?: string;
                                address_line4?: string;
                                full_address?: string;
                                name?: string;
                                phone_number?: string;
                                postal_code?: string;
                                region_code?: string;
                            };
                            sender_address?: {
                                address_detail?: string;
                                address_line1?: string;
                                address_line2?: string;
                                address_line3?: string;
                                address_line4?: string;
                                full_address?: string;
                                name?: string;
                                phone_number?: string;
                                postal_code?: string;
                                region_code?: string;
                            };
                            shipping_provider_id?: string;
                            shipping_provider_name?: string;
                            shipping_type?: string;
                            split_and_combine_tag?: string;
                            tracking_number?: string;
                            /** Format: int64 */
                            update_time?: number;
                            weight?: {
                                unit?: string;
                                value?: string;
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    ship_package: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                package_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    handover_method?: string;
                    pickup_slot?: {
                        /** Format: int64 */
                        end_time?: number;
                        /** Format: int64 */
                        start_time?: number;
                    };
                    self_shipment?: {
                        shipping_provider_id: string;
                        tracking_number: string;
                    };
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: Record<string, never>;
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_label: {
        parameters: {
            query: {
                document_format?: string;
                document_size?: string;
                document_type: string;
                shop_cipher?: string;
            };
            header?: never;
            path: {
                package_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            doc_url?: string;
                            tracking_number?: string;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    correct_package_tracking: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                package_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    shipping_provider_id: string;
                    tracking_number: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: Record<string, never>;
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_packages: {
        parameters: {
            query: {
                page_size: number;
                page_token?: string;
                shop_cipher?: string;
                sort_field?: string;
                sort_order?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** Format: int64 */
                    create_time_ge?: number;
                    /** Format: int64 */
                    create_time_lt?: number;
                    package_status?: string;
                    /** Format: int64 */
                    update_time_ge?: number;
                    /** Format: int64 */
                    update_time_lt?: number;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            next_page_token?: string;
                            packages?: {
                                /** Format: int64 */
                                create_time?: number;
                                id?: string;
                                order_line_item_ids?: string[];
                                orders?: {
                                    id?: string;
                                    skus?: {
                                        id?: string;
                                        image_url?: string;
                                        name?: string;
                                        /** Format: int64 */
                                        quantity?: number;
                                    }[];
                                }[];
                                shipping_provider_id?: string;
                                shipping_provider_name?: string;
                                status?: string;
                                tracking_number?: string;
                                /** Format: int64 */
                                update_time?: number;
                            }[];
                            /** Format: int32 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    buy_label: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    dimension?: {
                        height?: string;
                        length?: string;
                        unit?: string;
                        width?: string;
                    };
                    order_id?: string;
                    order_line_item?: {
                        order_line_id?: string;
                    }[];
                    order_list_ids?: string[];
                    ship_type?: string;
                    shipping_service_id?: string;
                    weight?: {
                        unit?: string;
                        value?: string;
                    };
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            /** Format: int64 */
                            create_time?: number;
                            dimension?: {
                                height?: string;
                                length?: string;
                                unit?: string;
                                width?: string;
                            };
                            package_id?: string;
                            shipping_service_info?: {
                                currency?: string;
                                /** Format: int32 */
                                earliest_delivery_days?: number;
                                id?: string;
                                /** Format: int32 */
                                latest_delivery_days?: number;
                                name?: string;
                                price?: string;
                                shipping_provider_id?: string;
                                shipping_provider_name?: string;
                            };
                            weight?: {
                                unit?: string;
                                value?: string;
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    list_shipping_providers: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path: {
                delivery_option_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            shipping_providers?: {
                                id?: string;
                                name?: string;
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    list_warehouses: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            warehouses?: {
                                address?: {
                                    address_line1?: string;
                                    address_line2?: string;
                                    address_line3?: string;
                                    address_line4?: string;
                                    city?: string;
                                    contact_person?: string;
                                    distict?: string;
                                    first_name?: string;
                                    first_name_local_script?: string;
                                    full_address?: string;
                                    geolocation?: {
                                        latitude?: string;
                                        longitude?: string;
                                    };
                                    last_name?: string;
                                    last_name_local_script?: string;
                                    phone_number?: string;
                                    postal_code?: string;
                                    region?: string;
                                    region_code?: string;
                                    state?: string;
                                    town?: string;
                                };
                                effect_status?: string;
                                entity_id?: string;
                                id?: string;
                                is_default?: boolean;
                                name?: string;
                                sub_type?: string;
                                type?: string;
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    list_delivery_options: {
        parameters: {
            query?: {
                scope?: string;
                shop_cipher?: string;
            };
            header?: never;
            path: {
                warehouse_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            delivery_options?: {
                                description?: string;
                                dimension_limit?: {
                                    /** Format: int64 */
                                    max_height?: number;
                                    /** Format: int64 */
                                    max_length?: number;
                                    /** Format: int64 */
                                    max_width?: number;
                                    unit?: string;
                                };
                                id?: string;
                                name?: string;
                                platform?: string[];
                                type?: string;
                                weight_limit?: {
                                    /** Format: int64 */
                                    max_weight?: number;
                                    /** Format: int64 */
                                    min_weight?: number;
                                    unit?: string;
                                };
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_orders: {
        parameters: {
            query: {
                page_size: number;
                page_token?: string;
                shop_cipher?: string;
                sort_field?: string;
                sort_order?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    buyer_user_id?: string;
                    /** Format: int64 */
                    create_time_ge?: number;
                    /** Format: int64 */
                    create_time_lt?: number;
                    is_buyer_request_cancel?: boolean;
                    order_status?: string;
                    shipping_type?: string;
                    /** Format: int64 */
                    update_time_ge?: number;
                    /** Format: int64 */
                    update_time_lt?: number;
                    warehouse_ids?: string[];
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            next_page_token?: string;
                            orders?: {
                                auto_combine_group_id?: string;
                                buyer_avatar?: string;
                                buyer_email?: string;
                                buyer_message?: string;
                                buyer_nickname?: string;
                                /** Format: int64 */
                                cancel_order_sla_time?: number;
                                cancel_reason?: string;
                                /** Format: int64 */
                                cancel_time?: number;
                                cancellation_initiator?: string;
                                /** Format: int64 */
                                collection_due_time?: number;
                                /** Format: int64 */
                                collection_time?: number;
                                commerce_platform?: string;
                                consultation_id?: string;
                                cpf?: string;
                                cpf_name?: string;
                                /** Format: int64 */
                                create_time?: number;
                                /** Format: int64 */
                                delivery_due_time?: number;
                                delivery_option_id?: string;
                                delivery_option_name?: string;
                                /** Format: int64 */
                                delivery_option_required_delivery_time?: number;
                                /** Format: int64 */
                                delivery_sla_time?: number;
                                /** Format: int64 */
                                delivery_time?: number;
                                delivery_type?: string;
                                exchange_source_order_id?: string;
                                fast_delivery_program?: string;
                                /** Format: int64 */
                                fast_dispatch_sla_time?: number;
                                /** Format: int32 */
                                fulfillment_priority_level?: number;
                                fulfillment_type?: string;
                                handling_duration?: {
                                    days?: string;
                                    type?: string;
                                };
                                has_updated_recipient_address?: boolean;
                                id?: string;
                                is_buyer_request_cancel?: boolean;
                                is_cod?: boolean;
                                is_exchange_order?: boolean;
                                is_on_hold_order?: boolean;
                                is_replacement_order?: boolean;
                                is_sample_order?: boolean;
                                line_items?: {
                                    buyer_service_fee?: string;
                                    cancel_reason?: string;
                                    cancel_user?: string;
                                    combined_listing_skus?: {
                                        product_id?: string;
                                        seller_sku?: string;
                                        /** Format: int32 */
                                        sku_count?: number;
                                        sku_id?: string;
                                    }[];
                                    currency?: string;
                                    display_status?: string;
                                    distance_fee?: string;
                                    distance_shipping_fee?: string;
                                    gift_retail_price?: string;
                                    handling_duration_days?: string;
                                    id?: string;
                                    is_dangerous_good?: boolean;
                                    is_gift?: boolean;
                                    is_unboxing_item?: boolean;
                                    item_tax?: {
                                        tax_amount?: string;
                                        tax_rate?: string;
                                        tax_type?: string;
                                    }[];
                                    needs_prescription?: boolean;
                                    original_price?: string;
                                    package_id?: string;
                                    package_status?: string;
                                    pfand_fee?: string;
                                    platform_discount?: string;
                                    product_id?: string;
                                    product_name?: string;
                                    retail_delivery_fee?: string;
                                    /** Format: int64 */
                                    rts_time?: number;
                                    sale_price?: string;
                                    seller_discount?: string;
                                    seller_sku?: string;
                                    shipping_provider_id?: string;
                                    shipping_provider_name?: string;
                                    sku_id?: string;
                                    sku_image?: string;
                                    sku_name?: string;
                                    sku_type?: string;
                                    small_order_fee?: string;
                                    tracking_number?: string;
                                    unboxing_sku_code?: string;
                                }[];
                                need_upload_invoice?: string;
                                order_rights?: number[];
                                order_type?: string;
                                packages?: {
                                    id?: string;
                                }[];
                                /** Format: int64 */
                                paid_time?: number;
                                payment?: {
                                    buyer_service_fee?: string;
                                    currency?: string;
                                    distance_fee?: string;
                                    distance_shipping_fee?: string;
                                    handling_fee?: string;
                                    item_insurance_fee?: string;
                                    item_insurance_tax?: string;
                                    original_shipping_fee?: string;
                                    original_total_product_price?: string;
                                    payment_discount_service_fee?: string;
                                    payment_platform_discount?: string;
                                    platform_discount?: string;
                                    product_tax?: string;
                                    retail_delivery_fee?: string;
                                    seller_discount?: string;
                                    shipping_fee?: string;
                                    shipping_fee_cofunded_discount?: string;
                                    shipping_fee_platform_discount?: string;
                                    shipping_fee_seller_discount?: string;
                                    shipping_fee_tax?: string;
                                    shipping_insurance_fee?: string;
                                    small_order_fee?: string;
                                    sub_total?: string;
                                    tax?: string;
                                    total_amount?: string;
                                };
                                payment_method_name?: string;
                                /** Format: int64 */
                                pick_up_cut_off_time?: number;
                                recipient_address?: {
                                    address_detail?: string;
                                    address_line1?: string;
                                    address_line2?: string;
                                    address_line3?: string;
                                    address_line4?: string;
                                    delivery_preferences?: {
                                        drop_off_location?: string;
                                    };
                                    district_info?: {
                                        address_level?: string;
                                        address_level_name?: string;
                                        address_name?: string;
                                        iso_code?: string;
                                    }[];
                                    first_name?: string;
                                    first_name_local_script?: string;
                                    full_address?: string;
                                    last_name?: string;
                                    last_name_local_script?: string;
                                    name?: string;
                                    phone_number?: string;
                                    post_town?: string;
                                    postal_code?: string;
                                    region_code?: string;
                                };
                                /** Format: int64 */
                                recommended_shipping_time?: number;
                                /** Format: int64 */
                                release_date?: number;
                                replaced_order_id?: string;
                                /** Format: int64 */
                                request_cancel_time?: number;
                                /** Format: int64 */
                                rts_sla_time?: number;
                                /** Format: int64 */
                                rts_time?: number;
                                seller_note?: string;
                                /** Format: int64 */
                                shipping_due_time?: number;
                                shipping_provider?: string;
                                shipping_provider_id?: string;
                                shipping_type?: string;
                                split_or_combine_tag?: string;
                                status?: string;
                                tracking_number?: string;
                                /** Format: int64 */
                                tts_sla_time?: number;
                                /** Format: int64 */
                                update_time?: number;
                                user_id?: string;
                                warehouse_id?: string;
                            }[];
                            /** Format: int32 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_orders: {
        parameters: {
            query: {
                ids: string[];
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            orders?: {
                                auto_combine_group_id?: string;
                                buyer_avatar?: string;
                                buyer_email?: string;
                                buyer_message?: string;
                                buyer_nickname?: string;
                                /** Format: int64 */
                                cancel_order_sla_time?: number;
                                cancel_reason?: string;
                                /** Format: int64 */
                                cancel_time?: number;
                                cancellation_initiator?: string;
                                channel_entity_national_registry_id?: string;
                                /** Format: int64 */
                                collection_due_time?: number;
                                /** Format: int64 */
                                collection_time?: number;
                                commerce_platform?: string;
                                consultation_id?: string;
                                cpf?: string;
                                cpf_name?: string;
                                /** Format: int64 */
                                create_time?: number;
                                /** Format: int64 */
                                delivery_due_time?: number;
                                delivery_option_id?: string;
                                delivery_option_name?: string;
                                /** Format: int64 */
                                delivery_option_required_delivery_time?: number;
                                /** Format: int64 */
                                delivery_sla_time?: number;
                                /** Format: int64 */
                                delivery_time?: number;
                                delivery_type?: string;
                                exchange_source_order_id?: string;
                                fast_delivery_program?: string;
                                /** Format: int64 */
                                fast_dispatch_sla_time?: number;
                                fulfillment_type?: string;
                                handling_duration?: {
                                    days?: string;
                                    type?: string;
                                };
                                has_updated_recipient_address?: boolean;
                                id?: string;
                                is_buyer_request_cancel?: boolean;
                                is_cod?: boolean;
                                is_exchange_order?: boolean;
                                is_on_hold_order?: boolean;
                                is_replacement_order?: boolean;
                                is_sample_order?: boolean;
                                line_items?: {
                                    buyer_service_fee?: string;
                                    cancel_reason?: string;
                                    cancel_user?: string;
                                    combined_listing_skus?: {
                                        product_id?: string;
                                        seller_sku?: string;
                                        /** Format: int32 */
                                        sku_count?: number;
                                        sku_id?: string;
                                    }[];
                                    currency?: string;
                                    display_status?: string;
                                    distance_fee?: string;
                                    distance_shipping_fee?: string;
                                    gift_retail_price?: string;
                                    handling_duration_days?: string;
                                    id?: string;
                                    is_dangerous_good?: boolean;
                                    is_gift?: boolean;
                                    is_unboxing_item?: boolean;
                                    item_tax?: {
                                        tax_amount?: string;
                                        tax_rate?: string;
                                        tax_type?: string;
                                    }[];
                                    needs_prescription?: boolean;
                                    original_price?: string;
                                    package_id?: string;
                                    package_status?: string;
                                    pfand_fee?: string;
                                    platform_discount?: string;
                                    product_id?: string;
                                    product_name?: string;
                                    retail_delivery_fee?: string;
                                    /** Format: int64 */
                                    rts_time?: number;
                                    sale_price?: string;
                                    seller_discount?: string;
                                    seller_sku?: string;
                                    shipping_provider_id?: string;
                                    shipping_provider_name?: string;
                                    sku_id?: string;
                                    sku_image?: string;
                                    sku_name?: string;
                                    sku_type?: string;
                                    small_order_fee?: string;
                                    tracking_number?: string;
                                    unboxing_sku_code?: string;
                                }[];
                                need_upload_invoice?: string;
                                order_rights?: number[];
                                order_type?: string;
                                packages?: {
                                    id?: string;
                                }[];
                                /** Format: int64 */
                                paid_time?: number;
                                payment?: {
                                    buyer_service_fee?: string;
                                    currency?: string;
                                    distance_fee?: string;
                                    distance_shipping_fee?: string;
                                    handling_fee?: string;
                                    item_insurance_fee?: string;
                                    item_insurance_tax?: string;
                                    original_shipping_fee?: string;
                                    original_total_product_price?: string;
                                    payment_discount_service_fee?: string;
                                    payment_platform_discount?: string;
                                    platform_discount?: string;
                                    product_tax?: string;
                                    retail_delivery_fee?: string;
                                    seller_discount?: string;
                                    shipping_fee?: string;
                                    shipping_fee_cofunded_discount?: string;
                                    shipping_fee_platform_discount?: string;
                                    shipping_fee_seller_discount?: string;
                                    shipping_fee_tax?: string;
                                    shipping_insurance_fee?: string;
                                    small_order_fee?: string;
                                    sub_total?: string;
                                    tax?: string;
                                    total_amount?: string;
                                };
                                payment_auth_code?: string;
                                payment_card_type?: string;
                                payment_method_code?: string;
                                payment_method_name?: string;
                                /** Format: int64 */
                                pick_up_cut_off_time?: number;
                                recipient_address?: {
                                    address_detail?: string;
                                    address_line1?: string;
                                    address_line2?: string;
                                    address_line3?: string;
                                    address_line4?: string;
                                    delivery_preferences?: {
                                        drop_off_location?: string;
                                    };
                                    district_info?: {
                                        address_level?: string;
                                        address_level_name?: string;
                                        address_name?: string;
                                        iso_code?: string;
                                    }[];
                                    first_name?: string;
                                    first_name_local_script?: string;
                                    full_address?: string;
                                    last_name?: string;
                                    last_name_local_script?: string;
                                    name?: string;
                                    phone_number?: string;
                                    post_town?: string;
                                    postal_code?: string;
                                    region_code?: string;
                                };
                                /** Format: int64 */
                                release_date?: number;
                                replaced_order_id?: string;
                                /** Format: int64 */
                                request_cancel_time?: number;
                                /** Format: int64 */
                                rts_sla_time?: number;
                                /** Format: int64 */
                                rts_time?: number;
                                seller_note?: string;
                                /** Format: int64 */
                                shipping_due_time?: number;
                                shipping_provider?: string;
                                shipping_provider_id?: string;
                                shipping_type?: string;
                                split_or_combine_tag?: string;
                                status?: string;
                                tracking_number?: string;
                                /** Format: int64 */
                                tts_sla_time?: number;
                                /** Format: int64 */
                                update_time?: number;
                                user_id?: string;
                                warehouse_id?: string;
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_stock: {
        parameters: {
            query?: {
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    product_ids?: string[];
                    sku_ids?: string[];
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            inventory?: {
                                product_id?: string;
                                skus?: {
                                    id?: string;
                                    seller_sku?: string;
                                    total_available_inventory_distribution?: {
                                        campaign_inventory?: {
                                            campaign_name?: string;
                                            /** Format: int32 */
                                            quantity?: number;
                                        }[];
                                        creator_inventory?: {
                                            creator_name?: string;
                                            /** Format: int32 */
                                            quantity?: number;
                                        }[];
                                        in_shop_inventory?: {
                                            /** Format: int32 */
                                            quantity?: number;
                                        };
                                    };
                                    /** Format: int32 */
                                    total_available_quantity?: number;
                                    /** Format: int32 */
                                    total_committed_quantity?: number;
                                    warehouse_inventory?: {
                                        /** Format: int32 */
                                        available_quantity?: number;
                                        /** Format: int32 */
                                        committed_quantity?: number;
                                        warehouse_id?: string;
                                    }[];
                                }[];
                            }[];
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    get_product: {
        parameters: {
            query?: {
                locale?: string;
                return_draft_version?: boolean;
                return_under_review_version?: boolean;
                shop_cipher?: string;
            };
            header?: never;
            path: {
                product_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            audit?: {
                                pre_approved_reasons?: string[];
                                status?: string;
                            };
                            audit_failed_reasons?: {
                                listing_platform?: string;
                                position?: string;
                                reasons?: string[];
                                suggestions?: string[];
                            }[];
                            brand?: {
                                id?: string;
                                name?: string;
                            };
                            category_chains?: {
                                id?: string;
                                is_leaf?: boolean;
                                local_name?: string;
                                parent_id?: string;
                            }[];
                            certifications?: {
                                /** Format: int64 */
                                expiration_date?: number;
                                files?: {
                                    format?: string;
                                    id?: string;
                                    name?: string;
                                    urls?: string[];
                                }[];
                                id?: string;
                                images?: {
                                    /** Format: int32 */
                                    height?: number;
                                    thumb_urls?: string[];
                                    uri?: string;
                                    urls?: string[];
                                    /** Format: int32 */
                                    width?: number;
                                }[];
                                title?: string;
                            }[];
                            /** Format: int64 */
                            create_time?: number;
                            delivery_options?: {
                                id?: string;
                                is_available?: boolean;
                                name?: string;
                            }[];
                            description?: string;
                            external_product_id?: string;
                            global_product_association?: {
                                global_product_id?: string;
                                sku_mappings?: {
                                    global_sku_id?: string;
                                    local_sku_id?: string;
                                    sales_attribute_mappings?: {
                                        global_attribute_id?: string;
                                        global_value_id?: string;
                                        local_attribute_id?: string;
                                        local_value_id?: string;
                                    }[];
                                }[];
                            };
                            has_draft?: boolean;
                            id?: string;
                            integrated_platform_statuses?: {
                                platform?: string;
                                status?: string;
                            }[];
                            is_cod_allowed?: boolean;
                            is_not_for_sale?: boolean;
                            is_pre_owned?: boolean;
                            is_replicated?: boolean;
                            listing_quality_tier?: string;
                            main_images?: {
                                /** Format: int32 */
                                height?: number;
                                thumb_urls?: string[];
                                uri?: string;
                                urls?: string[];
                                /** Format: int32 */
                                width?: number;
                            }[];
                            manufacturer_ids?: string[];
                            /** Format: int32 */
                            minimum_order_quantity?: number;
                            package_dimensions?: {
                                height?: string;
                                length?: string;
                                unit?: string;
                                width?: string;
                            };
                            package_weight?: {
                                unit?: string;
                                value?: string;
                            };
                            prescription_requirement?: {
                                needs_prescription?: boolean;
                            };
                            primary_combined_product_id?: string;
                            product_attributes?: {
                                id?: string;
                                name?: string;
                                values?: {
                                    id?: string;
                                    name?: string;
                                }[];
                            }[];
                            product_families?: {
                                id?: string;
                                products?: {
                                    id?: string;
                                }[];
                            }[];
                            product_status?: string;
                            product_types?: string[];
                            recommended_categories?: {
                                id?: string;
                                local_name?: string;
                            }[];
                            responsible_person_ids?: string[];
                            shipping_insurance_requirement?: string;
                            shipping_template_id?: string;
                            size_chart?: {
                                image?: {
                                    /** Format: int32 */
                                    height?: number;
                                    thumb_urls?: string[];
                                    uri?: string;
                                    urls?: string[];
                                    /** Format: int32 */
                                    width?: number;
                                };
                                template?: {
                                    id?: string;
                                };
                            };
                            skus?: {
                                combined_skus?: {
                                    brand?: {
                                        id?: string;
                                        name?: string;
                                    };
                                    categories?: {
                                        id?: string;
                                        is_leaf?: boolean;
                                        local_name?: string;
                                        parent_id?: string;
                                    }[];
                                    combined_listing_not_live_reasons?: string[];
                                    inventory?: {
                                        /** Format: int32 */
                                        quantity?: number;
                                        warehouse_id?: string;
                                    }[];
                                    price?: {
                                        currency?: string;
                                        sale_price?: string;
                                        tax_exclusive_price?: string;
                                    };
                                    product_id?: string;
                                    product_main_image?: {
                                        /** Format: int32 */
                                        height?: number;
                                        thumb_urls?: string[];
                                        uri?: string;
                                        urls?: string[];
                                        /** Format: int32 */
                                        width?: number;
                                    };
                                    sales_attributes?: {
                                        id?: string;
                                        name?: string;
                                        sku_img?: {
                                            /** Format: int32 */
                                            height?: number;
                                            thumb_urls?: string[];
                                            uri?: string;
                                            urls?: string[];
                                            /** Format: int32 */
                                            width?: number;
                                        };
                                        supplementary_sku_images?: {
                                            /** Format: int32 */
                                            height?: number;
                                            thumb_urls?: string[];
                                            uri?: string;
                                            urls?: string[];
                                            /** Format: int32 */
                                            width?: number;
                                        }[];
                                        value_id?: string;
                                        value_name?: string;
                                    }[];
                                    seller_sku?: string;
                                    /** Format: int32 */
                                    sku_count?: number;
                                    sku_id?: string;
                                    title?: string;
                                }[];
                                external_list_prices?: {
                                    amount?: string;
                                    currency?: string;
                                    source?: string;
                                }[];
                                external_sku_id?: string;
                                external_urls?: string[];
                                extra_identifier_codes?: string[];
                                fees?: {
                                    additional_attribute?: string;
                                    amount?: string;
                                    type?: string;
                                }[];
                                global_listing_policy?: {
                                    inventory_type?: string;
                                    price_sync?: boolean;
                                    replicate_source?: {
                                        product_id?: string;
                                        shop_id?: string;
                                        sku_id?: string;
                                    };
                                };
                                id?: string;
                                identifier_code?: {
                                    code?: string;
                                    type?: string;
                                };
                                inventory?: {
                                    /** Format: int32 */
                                    backorder_quantity?: number;
                                    /** Format: int32 */
                                    handling_time?: number;
                                    /** Format: int32 */
                                    quantity?: number;
                                    warehouse_id?: string;
                                }[];
                                list_price?: {
                                    amount?: string;
                                    currency?: string;
                                };
                                pre_sale?: {
                                    fulfillment_type?: {
                                        /** Format: int32 */
                                        handling_duration_days?: number;
                                        /** Format: int64 */
                                        release_date?: number;
                                    };
                                    type?: string;
                                };
                                price?: {
                                    currency?: string;
                                    sale_price?: string;
                                    tax_exclusive_price?: string;
                                    unit_price?: string;
                                };
                                sales_attributes?: {
                                    id?: string;
                                    name?: string;
                                    sku_img?: {
                                        /** Format: int32 */
                                        height?: number;
                                        thumb_urls?: string[];
                                        uri?: string;
                                        urls?: string[];
                                        /** Format: int32 */
                                        width?: number;
                                    };
                                    supplementary_sku_images?: {
                                        /** Format: int32 */
                                        height?: number;
                                        thumb_urls?: string[];
                                        uri?: string;
                                        urls?: string[];
                                        /** Format: int32 */
                                        width?: number;
                                    }[];
                                    value_id?: string;
                                    value_name?: string;
                                }[];
                                seller_sku?: string;
                                sku_unit_count?: string;
                                status_info?: {
                                    deactivation_source?: string;
                                    status?: string;
                                };
                            }[];
                            status?: string;
                            subscribe_info?: {
                                subscribe_discount_details?: {
                                    discount_level?: string;
                                    /** Format: int32 */
                                    discount_value?: number;
                                }[];
                                subscribe_promotion_config?: {
                                    discount_level?: string;
                                    discount_options?: number[];
                                    /** Format: int32 */
                                    max_discount?: number;
                                    /** Format: int32 */
                                    min_discount?: number;
                                }[];
                                subscribe_status?: string;
                                support_subscribe?: boolean;
                            };
                            title?: string;
                            /** Format: int64 */
                            update_time?: number;
                            video?: {
                                cover_url?: string;
                                format?: string;
                                /** Format: int32 */
                                height?: number;
                                id?: string;
                                /** Format: int32 */
                                size?: number;
                                url?: string;
                                /** Format: int32 */
                                width?: number;
                            };
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
    search_products: {
        parameters: {
            query: {
                page_size: number;
                page_token?: string;
                shop_cipher?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    audit_status?: string[];
                    category_version?: string;
                    /** Format: int64 */
                    create_time_ge?: number;
                    /** Format: int64 */
                    create_time_le?: number;
                    listing_platforms?: string[];
                    listing_quality_tiers?: string[];
                    return_draft_version?: boolean;
                    seller_skus?: string[];
                    sku_ids?: string[];
                    sns_filter?: string;
                    status?: string;
                    /** Format: int64 */
                    update_time_ge?: number;
                    /** Format: int64 */
                    update_time_le?: number;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int32 */
                        code?: number;
                        data?: {
                            next_page_token?: string;
                            products?: {
                                audit?: {
                                    pre_approved_reasons?: string[];
                                    status?: string;
                                };
                                /** Format: int64 */
                                create_time?: number;
                                has_draft?: boolean;
                                id?: string;
                                integrated_platform_statuses?: {
                                    platform?: string;
                                    status?: string;
                                }[];
                                is_not_for_sale?: boolean;
                                listing_quality_tier?: string;
                                product_families?: {
                                    id?: string;
                                    products?: {
                                        id?: string;
                                    }[];
                                }[];
                                product_sync_fail_reasons?: string[];
                                recommended_categories?: {
                                    id?: string;
                                    local_name?: string;
                                }[];
                                sales_regions?: string[];
                                skus?: {
                                    external_list_prices?: {
                                        amount?: string;
                                        currency?: string;
                                        source?: string;
                                    }[];
                                    fees?: {
                                        additional_attribute?: string;
                                        amount?: string;
                                        type?: string;
                                    }[];
                                    id?: string;
                                    inventory?: {
                                        /** Format: int32 */
                                        backorder_quantity?: number;
                                        /** Format: int32 */
                                        handling_time?: number;
                                        /** Format: int32 */
                                        quantity?: number;
                                        warehouse_id?: string;
                                    }[];
                                    list_price?: {
                                        amount?: string;
                                        currency?: string;
                                    };
                                    pre_sale?: {
                                        fulfillment_type?: {
                                            /** Format: int32 */
                                            handling_duration_days?: number;
                                            /** Format: int64 */
                                            release_date?: number;
                                        };
                                        type?: string;
                                    };
                                    price?: {
                                        currency?: string;
                                        sale_price?: string;
                                        tax_exclusive_price?: string;
                                    };
                                    seller_sku?: string;
                                    status_info?: {
                                        deactivation_source?: string;
                                        status?: string;
                                    };
                                }[];
                                status?: string;
                                title?: string;
                                /** Format: int64 */
                                update_time?: number;
                            }[];
                            /** Format: int32 */
                            total_count?: number;
                        };
                        message?: string;
                        request_id?: string;
                    };
                };
            };
        };
    };
}
